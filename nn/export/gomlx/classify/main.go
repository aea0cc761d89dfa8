// Command classify names photos by a network that Pawgrad has trained: go run . cat.jpg dog.png
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // GOMLX_BACKEND chooses among the backends that are imported

	"pawgrad/nn/export/gomlx/classify/network"
)

func main() {
	n := network.Load(compute.MustNew(), "checkpoint")
	here, told := n.Golden()
	fmt.Println(here, "here")
	fmt.Println(told, "in the page")
	for _, path := range os.Args[1:] {
		p, err := n.File(path)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s with probability %.6f\n", path, n.Class, p)
	}
}

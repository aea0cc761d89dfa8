package figure

import (
	"fmt"
	"testing"
)

// TestArmsAreToldApartWithoutColour: of the arms of one method no two have the same marker and
// dash, as many as an experiment can have but two; and none looks as its method's own arm.
func TestArmsAreToldApartWithoutColour(t *testing.T) {
	for id := range methodStyles {
		seen := map[string]int{}
		for look := range 28 {
			s := ArmStyle(id, look)
			key := fmt.Sprint(s.Marker, s.Dash)
			if other, there := seen[key]; there {
				t.Errorf("%s: arms %d and %d have the same marker and dash", id, other, look)
			}
			seen[key] = look
		}
		if ArmStyle(id, 0).Color != MethodStyle(id).Color {
			t.Errorf("%s: its own arm has another colour", id)
		}
	}
}

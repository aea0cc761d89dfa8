//go:build !js

package run

// callAlone calls a function for two threads although there is but one.
func callAlone(h Host, f Function, args ...uint32) error {
	err := f.(*wazeroFunction).call(0, 2, args)
	h.(*wazeroHost).dismiss()
	return err
}

package browser

// Language implements Browser.
func (b *browser) Language() (tag string, catalogue []byte) {
	speech := b.window.Get("pawgrad").Get("speech")
	return speech.Get("language").String(), []byte(speech.Get("catalogue").String())
}

// Catalogue implements Browser.
func (b *browser) Catalogue(tag string, over func(file []byte, problem string)) {
	over = on2(b, over)
	go func() {
		text, err := await(b.window.Get("pawgrad").Call("catalogue", tag))
		if err != nil {
			over(nil, err.Error())
			return
		}
		over([]byte(text.String()), "")
	}()
}

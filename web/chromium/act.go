package chromium

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"pawgrad/web/measure"
)

// findUsable is a script's beginning: usable(selector) is the first element of a selector, brought into
// sight; it throws, saying why, while that is missing, hidden or disabled. A field of a label may
// be hidden, and the label be what is seen.
const findUsable = `const usable = (selector) => {
	const element = document.querySelector(selector);
	if (!element) throw new Error(selector + " is not there");
	if (element.matches(":disabled")) throw new Error(selector + " is disabled");
	if (!element.checkVisibility({ visibilityProperty: true })) throw new Error(selector + " is not to be seen");
	return element;
};
`

// listen is a script's beginning: listen(kind, selector) has globalThis.struck tell where the next event
// of a kind arrives: "" at the element, or what was hit instead, which then does not get it.
const listen = `const listen = (kind, selector) => {
	globalThis.aimed?.abort();
	globalThis.aimed = new AbortController();
	globalThis.struck = "nothing";
	addEventListener(kind, (event) => {
		const element = document.querySelector(selector);
		const hit = element?.contains(event.target) || element && event.target.closest?.("label")?.control === element;
		globalThis.struck = hit ? "" : (event.target.outerHTML ?? "the window").slice(0, 200);
		if (!hit) event.preventDefault(), event.stopImmediatePropagation();
	}, { capture: true, once: true, signal: aimed.signal });
};
`

// act has a script prepare for what a visitor does with an element, does it, and asks the script's
// listener whether the element was struck by it, until it was.
func (t Tab) act(what, prepare string, do func(prepared []float64) chromedp.Action) error {
	ctx, free := measure.Within(t.Context, Patience)
	defer free()
	script := "(async () => {" + findUsable + listen + prepare + "})()"
	for missed := "nothing"; ; {
		prepared, err := Await(t, what+" (before, "+missed+" was struck)", script, func([]float64) bool { return true })
		if err != nil {
			return err
		}
		if err := t.Do(do(prepared)); err != nil {
			return err
		}
		// Where what was done leads away from the page, nothing is left of this.
		missed, err = Eval[string](t, `globalThis.aimed?.abort(), globalThis.struck ?? ""`)
		if Navigating(err) || err == nil && missed == "" {
			return nil
		}
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s: %s was struck", what, missed)
		}
	}
}

// Click clicks the middle of an element with the mouse, once it stands still and nothing covers
// it. Where the page moves it away under the mouse all the same, as a slow one does, nothing else
// gets the click, and it is aimed anew.
func (t Tab) Click(selector string) error {
	// Two frames in which it stays where it is are as still as it gets; where the page has no frames, as in a
	// hidden tab, nothing moves.
	return t.act("to click "+selector, fmt.Sprintf(`
	const frame = () => new Promise((over) => { requestAnimationFrame(over); setTimeout(over, 100); });
	const place = () => {
		const { x, y, width, height } = usable(selector).getClientRects()[0];
		return [x + width / 2, y + height / 2];
	};
	const selector = %q;
	const seen = ([x, y]) => {
		const top = document.elementFromPoint(x, y), element = usable(selector);
		return top && (element.contains(top) || top.closest("label")?.control === element);
	};
	usable(selector).scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
	if (!seen(place())) usable(selector).scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
	const before = place();
	await frame();
	await frame();
	const after = place();
	if (before.join() !== after.join()) throw new Error(selector + " moves");
	if (!seen(after)) throw new Error(selector + " is covered by " + document.elementFromPoint(...after)?.outerHTML.slice(0, 200));
	listen("click", selector);
	return after;`, selector), func(at []float64) chromedp.Action { return chromedp.MouseClickXY(at[0], at[1]) })
}

// Press puts the focus on an element and presses a key there.
func (t Tab) Press(selector, key string) error {
	return t.act("to press a key on "+selector, focusing(selector)+fmt.Sprintf(`listen("keydown", %q); return [];`, selector),
		func([]float64) chromedp.Action { return chromedp.KeyEvent(key) })
}

// Focus puts the focus on an element.
func (t Tab) Focus(selector string) error {
	return t.Wait("the focus on "+selector, "(async () => {"+findUsable+focusing(selector)+"return true; })()")
}

// focusing is a part of a script that puts the focus on an element.
func focusing(selector string) string {
	return fmt.Sprintf(`const field = usable(%q);
	field.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
	field.focus();
	if (document.activeElement !== field) throw new Error("the focus is on " + document.activeElement?.outerHTML.slice(0, 200));
	`, selector)
}

// Type replaces the content of a field by typing. Where what was typed did not all arrive, it is
// typed anew.
func (t Tab) Type(selector, text string) error {
	keys := cmp.Or(text, kb.Backspace)
	ctx, free := measure.Within(t.Context, Patience)
	defer free()
	for {
		_, err := Await(t, "to type into "+selector, "(async () => {"+findUsable+focusing(selector)+"field.select(); return true; })()", func(bool) bool { return true })
		if err == nil {
			err = t.Do(chromedp.KeyEvent(keys))
		}
		if err != nil {
			return err
		}
		typed, err := Eval[string](t, fmt.Sprintf(`document.activeElement === document.querySelector(%[1]q) ? document.activeElement.value : "not the focus"`, selector))
		if err != nil || typed == text {
			return err
		}
		if ctx.Err() != nil {
			return fmt.Errorf("of %q typed into %s, %q arrived", text, selector, typed)
		}
	}
}

// Enter replaces the content of a field by typing, and leaves it with the Tab key, on which the
// page hears of the change, if it is one.
func (t Tab) Enter(selector, text string) error {
	ctx, free := measure.Within(t.Context, Patience)
	defer free()
	for {
		// The change that the page hears of is what the field had in it then, whatever has been drawn since.
		err := t.Wait(selector, fmt.Sprintf(`(() => {`+findUsable+`
			const before = usable(%[1]q).value;
			globalThis.typing?.abort();
			globalThis.typing = new AbortController();
			globalThis.typed = before === %[2]q ? before : null;
			addEventListener("change", ({ target }) => { if (target.matches(%[1]q)) typed = target.value; }, { capture: true, signal: typing.signal });
			return true;
		})()`, selector, text))
		if err == nil {
			err = t.Type(selector, text)
		}
		if err == nil {
			err = t.Do(chromedp.KeyEvent(kb.Tab))
		}
		if err != nil {
			return err
		}
		typed, err := Eval[*string](t, "globalThis.typing?.abort(), globalThis.typed ?? null")
		if err != nil || typed != nil && *typed == text {
			return err
		}
		if ctx.Err() != nil {
			return fmt.Errorf("the page does not hear of %q typed into %s", text, selector)
		}
	}
}

// Pick chooses an option of a list by its value. What the list shows then is the page's affair: some go back to
// their first line.
func (t Tab) Pick(selector, value string) error {
	return t.Wait(fmt.Sprintf("to choose %s of %s", value, selector), fmt.Sprintf(`(() => {`+findUsable+`
		const list = usable(%q);
		if (![...list.options].some((option) => option.value === %q && !option.disabled)) throw new Error("no such option");
		list.value = %[2]q;
		list.dispatchEvent(new Event("change", { bubbles: true }));
		return true;
	})()`, selector, value))
}

// Choose gives files to a file input, which need not be seen.
func (t Tab) Choose(selector string, paths ...string) error {
	return t.give(fmt.Sprintf("document.querySelector(%q)", selector), selector, paths)
}

// give gives files to the input that an expression leads to, until it has heard of them.
func (t Tab) give(expression, name string, paths []string) error {
	ctx, free := measure.Within(t.Context, Patience)
	defer free()
	for {
		err := t.Wait(name, `(() => {
			const input = `+expression+`;
			if (!input || input.disabled) return false;
			globalThis.choosing = input;
			globalThis.chosen = false;
			// A browser calls it a cancellation if they are the same files as before.
			for (const kind of ["change", "cancel"]) addEventListener(kind, ({ target }) => { if (target === input) chosen = true; }, { capture: true });
			return true;
		})()`)
		if err == nil {
			err = t.Do(chromedp.ActionFunc(func(ctx context.Context) error {
				object, thrown, err := runtime.Evaluate("globalThis.choosing").Do(ctx)
				if err == nil && thrown != nil {
					err = thrown
				}
				if err != nil {
					return err
				}
				return dom.SetFileInputFiles(paths).WithObjectID(object.ObjectID).Do(ctx)
			}))
		}
		if err != nil {
			return err
		}
		heard, err := Eval[bool](t, "globalThis.chosen === true")
		if err != nil || heard {
			return err
		}
		if ctx.Err() != nil {
			return errors.New(name + " does not hear of files")
		}
	}
}

// Drop drops files onto the middle of the window, as from a file manager.
func (t Tab) Drop(paths ...string) error {
	data := &input.DragData{Files: paths, DragOperationsMask: 1}
	return t.act("to drop files", `
	listen("drop", "html");
	return [innerWidth / 2, innerHeight / 2];`, func(at []float64) chromedp.Action {
		var steps chromedp.Tasks
		for _, step := range []input.DispatchDragEventType{input.DragEnter, input.DragOver, input.Drop} {
			steps = append(steps, input.DispatchDragEvent(step, at[0], at[1], data))
		}
		return steps
	})
}

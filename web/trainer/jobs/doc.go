// Package jobs is the trainer without its surroundings: it takes the page's
// commands one after another and answers with events.
//
// A [Trainer] does one thing at a time, in one goroutine. What takes long is a job
// cut into small units: a batch of training, a photo to classify, a batch of an
// evaluation. Between two units the trainer lets the worker's event loop run, reads
// the commands that have come, and goes on with the next job in turn. So a pause
// takes effect between two steps, and a photo is answered while a run trains,
// without locks and without two graphs ever running at once. The one exception
// is making an image set out of photos, which mostly waits for the browser to
// decode them: it has a goroutine of its own and shares nothing with the trainer.
//
// Everything that can go wrong ends as an event: a refusal with its reason and
// cure, or, for a fault of ours, the panic's message. See failure.go.
//
// The package knows GoMLX and the messages, but not the browser: files, decoding
// of photos, pictures and the event loop come through a [Host]. Its tests run
// natively, on the same backend as in the browser, hosted by wazero.
package jobs

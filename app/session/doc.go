// Package session is all that the page knows, and nothing of how it looks. It holds
// rounds of runs and has them take turns on the machine's cores; what else the page
// knows are machines, each in a package of its own with its own state: [form.Form],
// [images.Images], [pretrained.Weights] and [pretrained.Extraction], [naming.Naming],
// [landscape.Landscape], [doctor.Doctor], [desk.Desk], [board.Board], [keep.Store] and [keep.Journal].
// [Session] puts them together. Machines do not know it, nor most of each other: what
// one needs it asks in an interface of its own, which is answered in inner.go.
//
// State changes by commands of the visitor's, by events of trainers, and by what disk and
// site answer to the store. After each, the page is told, by [Host.Changed], which
// [host.Topic] has changed. All is used from one goroutine only.
//
// # Commands
//
//	Session    Open Start StartWithArms StartArm StartStudy StartSearch UseRates Retry OpenExperiments
//	           Pause Resume Stop ChangeRate PauseAll ResumeAll StopAll SetSlots
//	           Show Rename Remove RemoveRound MeasureSurface
//	           ExamineLabels UseRelabelled
//	           LookAtDisk Persist RemoveSurplus
//	Form       Edit Settle Choose ChooseModel SetArmRate ResetMethod ResetShared Follow
//	           AddArm RemoveArm ChooseArm NameArm SetApart Together Vary
//	Images     Fetch FetchProgress UseSitePack UsePack Import Answer Change Cancel
//	           Fail AskPictures UseKept Recall Dismiss NameThem
//	Weights    Ask Load Convert
//	Naming     AddPhotos AddSample ClearPhotos ShowHeat OpenModel CloseModel
//	           NameAll CancelAll NameAgain CloseList
//	Landscape  Cancel
//	Doctor     Examine Cancel Decide Undo Make
//	Exports    Write
//	Board      Notify Dismiss
//
// # Events
//
// One trainer, the desk, lives as long as the page; each run has one of its own, and so
// have the extraction (one a core where trainers have one core each), the landscape, and the doctor.
//
//	desk        Ready EngineMeasured                                       events.go
//	            DataProgress DataLoaded Samples ImportProgress Imported    Images.Apply
//	            Question                                                   Images.Apply
//	            BaseProgress BaseLoaded BaseDamaged BaseConverted          Weights.Apply
//	            ModelLoaded Classified Named                               Naming.Loaded, Naming.Classified, Naming.Named
//	            Exported                                                   Exports.Written
//	run         Started Progress StartPoint StepPoint EpochPoint RateChanged Paused Done   Run.Apply, then Session.runEvent
//	            Checkpoint Waypoint                                        Session.runEvent
//	extraction  ExtractProgress Extracted                                  Extraction.apply
//	landscape   LandscapeProgress Landscaped                               Landscape.apply
//	doctor      ExamineProgress Examined                                   Doctor.apply
//	            Relabelled                                                 Doctor.Make
//	any         Failed                                                     the same
package session

# Pawgrad. `make help` lists what there is to make.

ADDR ?= localhost
PORT ?= 8080
OUT  ?= dist

# The folders of Go code.
SOURCES = app assets nn wasm web

# Chromium for the tests in a real browser: Debian's, unless CHROMIUM names another.
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome || command -v chrome)

# Tests on real photos and weights need what lies beside the checkout, and skip themselves where it
# is missing. go test keeps that to itself, so it is said when the others have passed.
untested = @[ -e ../shared/data/$(1) ] || echo "NOT TESTED, as there is no ../shared/data/$(1): $(2)."

# Firefox ESR for the page's main job in a second browser: Debian's, unless FIREFOX names another.
FIREFOX ?= $(shell command -v firefox-esr || command -v firefox)

.DEFAULT_GOAL := help
.PHONY: help tools ready run site vgg19 weights dev test check unit e2e torture accuracy bench fmt clean chromium firefox profile bench-page fuzz gomlx study

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: weights ## build everything and serve the page (PORT=8080 ADDR=localhost, VGG19=no goes without its weights)
	@go run ./web -out $(OUT) -weights '$(WEIGHTS_FOLDER)' -serve $(ADDR):$(PORT)

site: weights ## write the static site to dist/ (OUT=dist), ready for any static file server (VGG19=no goes without its weights)
	@go run ./web -out $(OUT) -weights '$(WEIGHTS_FOLDER)'

vgg19: ## bring VGG19's pretrained weights as make run does, with more patience (FROM=path takes a file or folder)
	@go run ./assets/makevgg19 -out build/vgg19 $(if $(FROM),-from '$(FROM)')

# VGG19's pretrained weights: those of the last time, of Keras or PyTorch on this machine, or from
# their official address. The page does without them where they cannot be had.
WEIGHTS_FOLDER = $(if $(filter no,$(VGG19)),,build/vgg19)
weights:
	$(if $(WEIGHTS_FOLDER),@go run ./assets/makevgg19 -try -out $(WEIGHTS_FOLDER))

dev: ## serve the page, rebuild and reload it on save
	@go tool vgrun -no-generate -bin-dir build -watch-pattern '\.(go|js|css|html|svg|pack)$$' ./web -serve $(ADDR):$(PORT) -dev

test: chromium firefox tools check unit e2e ## run every test: formatting, vet, unit tests, and the page in a real browser

check: ## check formatting and vet both targets
	@unformatted=$$(gofmt -l $(SOURCES)); if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	GOOS=js GOARCH=wasm go vet ./app/... ./nn/... ./wasm/... ./assets/... ./web/page ./web/trainer/...

unit: ## run the unit tests
	go test -timeout 1h $(if $(CHROMIUM),,-short) ./app/... ./assets/... ./nn/... ./wasm/... ./web ./web/chromium ./web/measure ./web/native ./web/ready ./web/site ./web/trainer/... ./web/torture ./web/tune ./web/accuracy/...
	$(call untested,dogs-vs-cats,image sets of real photos)
	$(call untested,vgg19,the conversion of VGG19's real weights and the parity of its graph with PyTorch's)
	@[ -n "$(CHROMIUM)" ] || echo "NOT TESTED, as there is no Chromium: the training engine in a browser."

# A browser whose page lags behind its workers, or the other way round, shows what only a slow machine would.
export PAWGRAD_SLOW_PAGE = $(SLOW_PAGE)
export PAWGRAD_LATE_WORKERS = $(LATE_WORKERS)

# One test of the page keeps a core busy, and not for all of its time. So the tests in a browser are
# a list of commands, some tests each, of which two are carried out at a time.
browser_test = go test -count=1 -timeout 2h ./web/$(1)
browser_tests = { $(if $(BROWSER),,echo '$(call browser_test,study)'; echo '$(call browser_test,driver)';) echo '$(call browser_test,firefox)'; $(if $(BROWSER),,\
	grep -ho '^func Test[A-Z][A-Za-z]*' web/e2e/*_test.go | cut -c 6- | grep -v TestMain | paste -d '|' - - - - | sed "s/.*/cd web\/e2e \&\& ..\/..\/build\/tested\/e2e -test.timeout 2h -test.v -test.run '^(&)\$$' | { grep -v '^=== ' || true; }/";) }
e2e: $(if $(filter firefox,$(BROWSER)),firefox,chromium tools) ## run the tests in a real, headless Chromium, and the main job in Firefox where it is installed (BROWSER=firefox runs that alone; SLOW_PAGE=6 makes the page's thread so many times slower, LATE_WORKERS=300 workers late by up to so many ms); screenshots go to artifacts/
	@go run ./web -out build/tested/dist -weights '' >/dev/null
	@go test -c -o build/tested/e2e ./web/e2e
	@$(browser_tests) | PAWGRAD_DIST='$(CURDIR)/build/tested/dist' xargs -d '\n' -P 2 -n 1 bash -o pipefail -c
	@command -v '$(or $(FIREFOX),firefox-esr)' >/dev/null || echo "NOT TESTED, as there is no Firefox: the main job in it."
	$(call untested,dogs-vs-cats,real photos and VGG19 in the page)
	$(call untested,vgg19,VGG19 in the page)

# What the page must bear, outside of make test: it takes an hour and a half, most of it the soak.
torture: chromium ## kill the browser, bring damaged files, refuse and fill the store, use the page for an hour, and say what it bore (STAGES=kills,files,storage,soak KILLS=100 FILES=50 SOAK=1h WEIGHTS=file; goes on where it was, AGAIN=1 begins anew)
	go run ./web/torture -weights '$(or $(WEIGHTS),$(wildcard ../shared/data/vgg19/vgg19_hybrid_notop.h5))' $(if $(STAGES),-stages $(STAGES)) $(if $(KILLS),-kills $(KILLS)) $(if $(FILES),-files $(FILES)) $(if $(SOAK),-soak $(SOAK)) $(if $(AGAIN),-again)

accuracy: chromium ## train VGG19 on real photos in Chromium and compare test accuracies and speeds with the marks; import-zip and import-folder drop 25,000 photos on the page (FROM=photos WEIGHTS=file ROWS=head96 JSON=1)
	go run ./web/accuracy $(if $(FROM),-from '$(FROM)') $(if $(WEIGHTS),-weights '$(WEIGHTS)') $(if $(ROWS),-rows $(ROWS)) $(if $(JSON),-json)

ready: chromium ## make the networks that come with the page of the bundled photos (WEIGHTS=file of VGG19's, ONLY=cnn; AGAIN=unlike trains nothing, and learns anew what is unlike their photos); make accuracy then measures them
	go run ./web/ready $(if $(WEIGHTS),-weights '$(WEIGHTS)') $(if $(ONLY),-only $(ONLY)) $(if $(AGAIN),-again $(AGAIN))

bench: chromium ## measure the engine in Chromium, early and late in training, on two threads and on baseline SIMD (BENCH=W1-64 runs one, PEERS=1 measures native PyTorch and ONNX Runtime beside it, JSON=1 prints JSON)
	go run ./wasm/bench -late 100 -threads 2 -baseline $(if $(PEERS),-peers) -workloads $(or $(BENCH),W1-64,W1-150,I1-64,L1-64,W2-64,W2-150,W3-64,W3-150) $(if $(JSON),-json)

profile: chromium ## show where the time of a training step goes (BENCH=W1-64)
	go run ./wasm/bench -profile -workloads $(or $(BENCH),W1-64)

bench-page: chromium ## measure the page: when it can be used, how soon a click is answered while all cores train
	go test -run '^$$' -bench . -benchtime 20x ./web/e2e

# Resumable: what is in build/rates is not trained again.
rates: chromium ## find learning rates of an experiment as the page does, on validation photos alone, for minutes or hours (EXPERIMENT='v=2&size=64' PACK=photos.pack RECORD=file.json, which the page opens; goes on where it was)
	go run ./web -out build/rates/site -weights "" >/dev/null
	go run ./web/tune -dist build/rates/site -pack '$(or $(PACK),assets/bundled/cats-and-dogs-32.pack)' -search '$(or $(EXPERIMENT),v=2)' -log build/rates/runs.log -record '$(or $(RECORD),build/rates/record.json)'

study: chromium ## find rates for, and redo, the study on the real page, for hours, into results/ (FROM=photos WEIGHTS=vgg19.h5); goes on after an interruption, and with SITTING=90m ends by itself; of a study that is over it writes the report anew (RESULTS=folder begins another, REPORT=1 reports what is finished)
	go run ./web/study -photos '$(or $(FROM),$(wildcard ../shared/data/dogs-vs-cats))' -weights '$(or $(WEIGHTS),$(wildcard ../shared/data/vgg19/vgg19_hybrid_notop.h5))' $(if $(RESULTS),-results '$(RESULTS)') $(if $(SITTING),-sitting $(SITTING)) $(if $(REPORT),-report)

# Each fuzzer of the project in turn, as "folder name". Time goes into new inputs rather
# than into making those that are of interest as short as can be.
fuzz: ## run every fuzzer: random graphs on the engine, and each parser of files that people bring (FUZZTIME=60s each, FUZZ=hdf5 those so named)
	@grep -rHo '^func Fuzz[A-Za-z]*' --include='*_test.go' $(SOURCES) | sed 's,/[^/]*:func , ,' | sort | grep -e '$(FUZZ)' | while read folder name; do \
		echo "$$name of $$folder"; \
		go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(or $(FUZZTIME),60s) -fuzzminimizetime 20x ./$$folder </dev/null || exit 1; \
	done

gomlx: ## run GoMLX's own tests of graphs, layers and training on the engine, slow ones too
	go test -count=1 -v ./wasm/gomlx -all

fmt: ## format the Go code
	gofmt -w $(SOURCES)

clean: ## remove what the other targets made
	rm -rf dist build artifacts

# Exports are tested by the tools that they are for, ONNX Runtime and TensorFlow.js, by npm, and
# PyTorch, of Debian; the page by axe-core's rules of accessibility. What cannot be had is said here, and its tests skip themselves. (ONNX
# Runtime's own script would fetch what runs on graphics cards.)
TOOLS = build/tools
TOOL_PACKAGES = onnxruntime-node@1.20.1 @tensorflow/tfjs@4.22.0 axe-core@4.14.1
tools: ## bring the tools that exports and the page are tested by
	@[ -d $(TOOLS)/node_modules/onnxruntime-node ] && [ -d $(TOOLS)/node_modules/@tensorflow/tfjs ] && [ -d $(TOOLS)/node_modules/axe-core ] || \
		{ mkdir -p $(TOOLS) && npm install --prefix $(TOOLS) --no-save --no-audit --no-fund --ignore-scripts --loglevel=error $(TOOL_PACKAGES) >/dev/null; } || \
		echo "NOT TESTED, as npm cannot bring them: exports by ONNX Runtime and TensorFlow.js, and the rules of accessibility by axe-core."
	@/usr/bin/python3 -c 'import torch' 2>/dev/null || python3 -c 'import torch' 2>/dev/null || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-torch python3-numpy >/dev/null; } || \
		echo "NOT TESTED, as there is no PyTorch: exports by PyTorch."

# The tests need a Chromium. Where there is none and Debian's can be installed, it is.
chromium:
	@if [ -z "$(CHROMIUM)" ]; then \
		if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
			echo "Installing Debian's Chromium for the browser tests ..."; \
			apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
		else \
			echo "The browser tests need Chromium. Install it (on Debian: sudo apt-get install chromium) or name one: make e2e CHROMIUM=/path/to/chrome"; \
			exit 1; \
		fi; \
	fi

# And a Firefox, for the page's main job. Where there is none and it cannot be installed, the test
# is left out and make e2e says so; make e2e BROWSER=firefox fails.
firefox:
	@if [ -z "$(FIREFOX)" ]; then \
		if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
			echo "Installing Debian's Firefox ESR for the browser tests ..."; \
			apt-get update -qq && apt-get install -y -qq firefox-esr >/dev/null || [ "$(BROWSER)" != firefox ]; \
		elif [ "$(BROWSER)" = firefox ]; then \
			echo "Install Firefox (on Debian: sudo apt-get install firefox-esr) or name one: make e2e BROWSER=firefox FIREFOX=/path/to/firefox"; \
			exit 1; \
		fi; \
	fi

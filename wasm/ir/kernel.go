package ir

import "pawgrad/wasm/kernel"

// The operations below have a hand-made kernel; stage recognise puts them in the place of the general ones. All are of
// Float32, activations NHWC and weights HWIO. In and results:

// ConvForward (OpConvForward): x, w, bias if Bias -> y; beside it, if Pool, the arg-max bytes.
type ConvForward struct{ kernel.ConvForward }

// ConvGradInput (OpConvGradInput): g, w -> dx.
type ConvGradInput struct{ kernel.ConvGradInput }

// ConvGradKernel (OpConvGradKernel): x, g -> dw.
type ConvGradKernel struct{ kernel.ConvGradKernel }

// ConvPoolGradInput (OpConvPoolGradInput): g (pooled), arg-max bytes, w -> dx.
type ConvPoolGradInput struct{ kernel.ConvPoolGradInput }

// ConvPoolGradKernel (OpConvPoolGradKernel): x, g (pooled), arg-max bytes -> dw; beside it, if Bias, dbias.
type ConvPoolGradKernel struct{ kernel.ConvPoolGradKernel }

// Gemm (OpGemm): a, b, bias if Bias -> c.
type Gemm struct{ kernel.Gemm }

// MaxPool (OpMaxPool): x -> y; beside it the arg-max bytes.
type MaxPool struct{ kernel.MaxPool }

// MaxPoolGrad (OpMaxPoolGrad): g (pooled), arg-max bytes -> dx.
type MaxPoolGrad struct{ kernel.MaxPool }

# Makes h5py.h5 beside it: what the HDF5 library itself writes, to hold the
# reader against. Run with h5py 3.7 (HDF5 1.10.8): python3 make.py
# Every array of floats is i/2 - 3 for the flat index i.
import os
import h5py
import numpy as np


def ramp(*shape, dtype="<f4"):
    return (np.arange(np.prod(shape)).reshape(shape) * 0.5 - 3).astype(dtype)


with h5py.File(os.path.join(os.path.dirname(os.path.abspath(__file__)), "h5py.h5"), "w") as f:
    f.attrs["layer_names"] = [b"layer_%d" % i for i in range(12)]
    for i in range(12):  # more than the 8 members of one symbol table node
        group = f.create_group("layer_%d" % i)
        group.attrs["weight_names"] = [b"layer_%d/kernel:0" % i]
    inner = f["layer_3"].create_group("layer_3")
    inner.create_dataset("kernel:0", data=ramp(3, 3, 2, 4))
    inner.create_dataset("bias:0", data=ramp(4))
    f.create_dataset("chunks", data=ramp(7, 9, 5), chunks=(3, 4, 3))
    f.create_dataset("many_chunks", data=ramp(70), chunks=(1,))  # a B-tree of two levels
    f.create_dataset("gzip", data=ramp(4), chunks=(2,), compression="gzip")
    f.create_dataset("float64", data=ramp(4, dtype="<f8"))
    f.create_dataset("float16", data=ramp(4, dtype="<f2"))
    f.create_dataset("big_endian", data=ramp(4, dtype=">f4"))
    f.create_dataset("scalar", data=np.float32(-3))
    f.create_dataset("integer", data=5)
    f.create_dataset("text", data="hello")
    f.create_dataset("null", data=h5py.Empty("f"))
    f.create_dataset("unwritten", shape=(4,), dtype="<f4")
    f["soft"] = h5py.SoftLink("/chunks")
    f["hard"] = f["scalar"]
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple((2, 3))
    h5py.h5d.create(f.id, b"compact", h5py.h5t.IEEE_F32LE, space, compact).write(h5py.h5s.ALL, h5py.h5s.ALL, ramp(2, 3))

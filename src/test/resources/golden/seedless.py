"""Numbers without a random generator, the same bits here and in SeedlessValues.java.

Element i of tensor number t is

    x = t * 0x9E3779B9 + i          all of it modulo 2^32
    x = (x ^ x >> 16) * 0x7FEB352D
    x = (x ^ x >> 15) * 0x846CA68B
    x =  x ^ x >> 16
    value = ((x >> 8) - 2^23) * 2^-23

which is exact in float32 and lies in [-1, 1). A scale is a float32 too and multiplied on in
float32. The bound of a weight is sqrt(gain / fan_in) worked out in float64 and then rounded.
"""

import math

import numpy as np
import torch


def seedless(number, shape, scale=1.0):
    """The tensor with this number, float32, each value in [-scale, scale)."""
    size = math.prod(shape)
    x = np.arange(size, dtype=np.uint32) + np.uint32(number * 0x9E3779B9 & 0xFFFFFFFF)
    x = (x ^ x >> np.uint32(16)) * np.uint32(0x7FEB352D)
    x = (x ^ x >> np.uint32(15)) * np.uint32(0x846CA68B)
    x = x ^ x >> np.uint32(16)
    values = ((x >> np.uint32(8)).astype(np.int32) - (1 << 23)).astype(np.float32)
    values = values * np.float32(2.0**-23) * np.float32(scale)
    return torch.from_numpy(values.reshape(shape))


def bound(gain, fan_in):
    """sqrt(gain / fan_in), rounded to float32."""
    return np.float32(math.sqrt(gain / fan_in))


def numbers(tensor):
    """A tensor's numbers for JSON: rounded to float32 and written as shortly as that allows."""
    return [shortest(value) for value in tensor.detach().reshape(-1).tolist()]


def shortest(value):
    return float(np.format_float_scientific(np.float32(value), unique=True, trim="-"))

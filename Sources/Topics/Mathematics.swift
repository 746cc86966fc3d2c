#if canImport(Glibc)
  import Glibc
#endif

@inline(__always) func logarithm(_ value: Double) -> Double { log(value) }
@inline(__always) func exponential(_ value: Double) -> Double { exp(value) }

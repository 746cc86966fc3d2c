#if canImport(Glibc)
  import Glibc
#endif

/// The natural logarithm, so that one file knows which C library there is.
@inline(__always) func logarithm(_ value: Double) -> Double { log(value) }

@inline(__always) func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

//! Who bears which part of a month's cost: insurer, 高額療養費, 公費, patient.

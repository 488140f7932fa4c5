//! Formats around PMH: the result XML, the registration API. Kept out of the patient's bundle by the `pmh` feature.

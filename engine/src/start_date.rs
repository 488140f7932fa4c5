//! From when a certificate counts (開始日).

//! Things to be told in time: 軽症高額, 高額かつ長期, cap reached, renewal, re-application, missing reports.

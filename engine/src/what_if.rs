//! もしも: planned charges on top of the facts, same functions, everything marked 見込み.

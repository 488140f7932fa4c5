//! 世帯内按分: one household cap shared between its 52 and 54 certificates (児福令22条2項, 難病令1条2項).

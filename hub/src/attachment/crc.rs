//! CRC-32 as PNG and ZIP have it.

pub fn of(parts: &[&[u8]]) -> u32 {
    let mut crc = u32::MAX;
    for byte in parts.iter().copied().flatten() {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_check_value_everybody_publishes() {
        assert_eq!(super::of(&[b"1234", b"56789"]), 0xcbf4_3926);
        assert_eq!(super::of(&[]), 0);
    }
}

//! A ZIP archive of files as they are. Pictures and PDF would hardly become smaller, and what is not packed needs no library.

use crate::attachment::crc;

/// 1980-01-01, the first day the format has: the archive of the same application is the same bytes.
const DATE: u16 = 0x21;

/// An archive of these names and contents; names are plain ASCII.
pub fn archive(files: &[(String, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, body) in files {
        let begins = number(archive.len());
        let entry = entry(name, body);
        archive.extend_from_slice(b"PK\x03\x04");
        archive.extend_from_slice(&entry);
        archive.extend_from_slice(name.as_bytes());
        archive.extend_from_slice(body);
        directory.extend_from_slice(b"PK\x01\x02\x14\0");
        directory.extend_from_slice(&entry);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&begins.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let count = u16::try_from(files.len()).unwrap_or(u16::MAX).to_le_bytes();
    let begins = number(archive.len());
    archive.extend_from_slice(&directory);
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    archive.extend_from_slice(&count);
    archive.extend_from_slice(&count);
    archive.extend_from_slice(&number(directory.len()).to_le_bytes());
    archive.extend_from_slice(&begins.to_le_bytes());
    archive.extend_from_slice(&[0; 2]);
    archive
}

/// What a file's own header and the directory say alike: version, no flags, stored, date, sum, sizes, length of the name.
fn entry(name: &str, body: &[u8]) -> Vec<u8> {
    let size = number(body.len()).to_le_bytes();
    let mut entry = vec![0x14, 0, 0, 0, 0, 0, 0, 0];
    entry.extend_from_slice(&DATE.to_le_bytes());
    entry.extend_from_slice(&crc::of(&[body]).to_le_bytes());
    entry.extend_from_slice(&size);
    entry.extend_from_slice(&size);
    entry.extend_from_slice(&u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
    entry.extend_from_slice(&[0; 2]);
    entry
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn the_archive_everybody_can_open() {
        let files = [
            ("a.json".to_owned(), &b"{}"[..]),
            ("files/01.pdf".to_owned(), &b"%PDF-"[..]),
            ("empty".to_owned(), &[]),
        ];
        let archive = archive(&files);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.zip");
        std::fs::write(&file, &archive).expect("a file");
        let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint([(n, z.read(n).decode()) for n in z.namelist()])";
        let read = Command::new("python3").args(["-c", script]).arg(&file).output().expect("python3");
        let said = String::from_utf8_lossy(&read.stdout);
        assert_eq!(said.trim(), "[('a.json', '{}'), ('files/01.pdf', '%PDF-'), ('empty', '')]", "{read:?}");
    }
}

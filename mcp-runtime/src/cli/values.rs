//! Addresses, durations and sizes as people write them.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// `127.0.0.1:8000`, or `localhost:8000` for the same.
pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    let local = text
        .strip_prefix("localhost:")
        .and_then(|port| port.parse().ok());
    let address = local.map(|port: u16| (Ipv4Addr::LOCALHOST, port).into());
    address.or_else(|| text.parse().ok()).ok_or_else(|| {
        "write an address and a port: `127.0.0.1:8000`, or `0.0.0.0:8000` for \
         whoever reaches this machine"
            .to_owned()
    })
}

/// `30s`, in the form that attributes take.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    match any_duration(text) {
        Some(duration) if duration.is_zero() => {
            Err("it must be more than nothing; write `30s`, `500ms`, `5m` or `1h`".into())
        }
        Some(duration) => Ok(duration),
        None => {
            Err("write a whole number with its unit, such as `500ms`, `30s`, `5m` or `1h`".into())
        }
    }
}

/// The same, where nothing at all has a meaning.
pub(super) fn deadline(text: &str) -> Result<Duration, String> {
    any_duration(text).ok_or_else(|| {
        "write a whole number with its unit, such as `0s`, `500ms`, `30s` or `5m`".into()
    })
}

fn any_duration(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_secs(number.checked_mul(60)?)),
        "h" => Some(Duration::from_secs(number.checked_mul(3600)?)),
        _ => None,
    }
}

/// `4MiB`, or a number of bytes.
pub(super) fn size(text: &str) -> Result<usize, String> {
    let bytes = split(text).and_then(|(number, unit)| {
        let factor = match unit {
            "" | "B" => 1,
            "kB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            _ => return None,
        };
        usize::try_from(number.checked_mul(factor)?).ok()
    });
    match bytes {
        Some(0) => {
            Err("it must be more than nothing; write `4MiB`, `512KiB` or a number of bytes".into())
        }
        Some(bytes) => Ok(bytes),
        None => Err(
            "write a whole number with its unit, such as `512KiB`, `4MiB` or `1GiB`, or a \
             number of bytes"
                .into(),
        ),
    }
}

/// A size as [`size`] takes it.
pub(super) fn shown(bytes: usize) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units
        .iter()
        .find(|(unit, _)| bytes > 0 && bytes.is_multiple_of(*unit))
    {
        Some((unit, name)) => format!("{}{name}", bytes / unit),
        None => bytes.to_string(),
    }
}

/// A number, and what follows it.
fn split(text: &str) -> Option<(u64, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_this_machines() {
        assert_eq!(
            address("localhost:8000"),
            Ok(SocketAddr::from(([127, 0, 0, 1], 8000)))
        );
        assert_eq!(
            address("[::1]:0"),
            Ok(SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 0)))
        );
        for none in [
            "localhost",
            "localhost:",
            "localhost:x",
            "8000",
            ":8000",
            "example.com:80",
            "127.0.0.1",
        ] {
            assert!(
                address(none).is_err_and(|e| e.contains("`127.0.0.1:8000`")),
                "{none}"
            );
        }
    }

    #[test]
    fn durations_have_a_unit() {
        for (text, millis) in [
            ("500ms", 500),
            ("30s", 30_000),
            ("5 m", 300_000),
            ("1h", 3_600_000),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in [
            "30",
            "s",
            "-1s",
            "1.5s",
            "1d",
            "99999999999999999999s",
            "9999999999999999999h",
            "0s",
            "",
        ] {
            assert!(duration(text).unwrap_err().contains("`30s`"), "{text}");
        }
        assert_eq!(deadline("0s"), Ok(Duration::ZERO));
        assert!(deadline("0").is_err());
    }

    #[test]
    fn sizes_are_binary_or_decimal_by_their_units() {
        for (text, bytes) in [
            ("4MiB", 4 << 20),
            ("512 KiB", 512 << 10),
            ("2MB", 2_000_000),
            ("17", 17),
            ("1B", 1),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
            assert_eq!(size(&shown(bytes)), Ok(bytes), "{text}");
        }
        for text in [
            "4M",
            "4mib",
            "MiB",
            "-1",
            "1.5MiB",
            "0",
            "99999999999GiB",
            "",
        ] {
            assert!(size(text).unwrap_err().contains("`4MiB`"), "{text}");
        }
    }
}

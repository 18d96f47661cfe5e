use std::fmt;
use std::str::FromStr;
#[cfg(feature = "rate-limit")]
use std::time::Duration;

/// A number of calls in a second, a minute or an hour.
///
/// A caller who was silent for that long may make all of them at once, or as many as
/// [`burst`](Self::burst) says. Used calls come back one by one, at even intervals.
///
/// ```
/// use mcp_runtime::Rate;
///
/// let rate = Rate::per_minute(600); // one more each 100 ms
/// assert_eq!("600/min".parse(), Ok(rate));
/// assert_eq!(rate.to_string(), "600 calls a minute");
/// assert_eq!(rate.burst(20).to_string(), "600 calls a minute (20 at once)");
/// assert_eq!(Rate::per_second(10).to_string(), "10 calls a second"); // no more on average, but 10 at once
/// assert_eq!("1000/h".parse(), Ok(Rate::per_hour(1000)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    calls: u32,
    period: Period,
    burst: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Period {
    Second,
    Minute,
    Hour,
}

impl Rate {
    /// A number of calls a second: `10/s`.
    ///
    /// # Panics
    ///
    /// If `calls` is 0: such a server would answer nobody.
    pub const fn per_second(calls: u32) -> Self {
        Self::of(calls, Period::Second)
    }

    /// A number of calls a minute: `600/min`.
    ///
    /// # Panics
    ///
    /// If `calls` is 0.
    pub const fn per_minute(calls: u32) -> Self {
        Self::of(calls, Period::Minute)
    }

    /// A number of calls an hour: `1000/h`.
    ///
    /// # Panics
    ///
    /// If `calls` is 0.
    pub const fn per_hour(calls: u32) -> Self {
        Self::of(calls, Period::Hour)
    }

    const fn of(calls: u32, period: Period) -> Self {
        assert!(calls > 0, "a rate allows at least one call");
        Self {
            calls,
            period,
            burst: calls,
        }
    }

    /// How many of the calls may come at once; all of them unless set.
    ///
    /// # Panics
    ///
    /// If `calls` is 0.
    #[must_use]
    pub const fn burst(self, calls: u32) -> Self {
        assert!(calls > 0, "a rate allows at least one call at once");
        Self {
            burst: calls,
            ..self
        }
    }

    /// As it is declared: `600/min`.
    pub(super) fn written(self) -> String {
        let period = match self.period {
            Period::Second => "s",
            Period::Minute => "min",
            Period::Hour => "h",
        };
        format!("{}/{period}", self.calls)
    }

    /// How many calls may come at once.
    #[cfg(feature = "rate-limit")]
    pub(super) fn at_once(self) -> u32 {
        self.burst
    }

    /// The time after which one more is allowed.
    #[cfg(feature = "rate-limit")]
    pub(super) fn interval(self) -> Duration {
        self.period.length() / self.calls
    }
}

impl Period {
    #[cfg(feature = "rate-limit")]
    const fn length(self) -> Duration {
        Duration::from_secs(match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3600,
        })
    }
}

/// `600/min`: a whole number above zero, and one of `s`, `min` and `h`.
impl FromStr for Rate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        let (calls, period) = text.split_once('/').ok_or(InvalidRate)?;
        let calls = calls
            .trim()
            .parse()
            .ok()
            .filter(|calls| *calls > 0)
            .ok_or(InvalidRate)?;
        match period.trim() {
            "s" => Ok(Self::per_second(calls)),
            "min" => Ok(Self::per_minute(calls)),
            "h" => Ok(Self::per_hour(calls)),
            _ => Err(InvalidRate),
        }
    }
}

/// The error for a text that isn't a [`Rate`].
///
/// ```
/// use mcp_runtime::Rate;
///
/// let error = "ten a minute".parse::<Rate>().unwrap_err();
/// assert!(error.to_string().contains("`600/min`"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRate;

impl fmt::Display for InvalidRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("write a number of calls above zero and a time: `10/s`, `600/min` or `1000/h`")
    }
}

impl std::error::Error for InvalidRate {}

/// For people: `600 calls a minute`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            calls,
            period,
            burst,
        } = self;
        let period = match period {
            Period::Second => "a second",
            Period::Minute => "a minute",
            Period::Hour => "an hour",
        };
        let noun = if *calls == 1 { "call" } else { "calls" };
        write!(f, "{calls} {noun} {period}")?;
        if burst == calls {
            Ok(())
        } else {
            write!(f, " ({burst} at once)")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_written_as_people_write_it() {
        assert_eq!("10/s".parse(), Ok(Rate::per_second(10)));
        assert_eq!("600 / min".parse(), Ok(Rate::per_minute(600)));
        assert_eq!("1/h".parse(), Ok(Rate::per_hour(1)));
        for text in [
            "",
            "10",
            "10/",
            "/s",
            "0/s",
            "-1/s",
            "1.5/s",
            "10/m",
            "10/sec",
            "10/s/s",
            "99999999999/s",
        ] {
            assert_eq!(text.parse::<Rate>(), Err(InvalidRate), "{text}");
        }
    }

    #[test]
    fn a_rate_reads_well() {
        for (rate, text) in [
            (Rate::per_second(1), "1 call a second"),
            (
                Rate::per_minute(600).burst(100),
                "600 calls a minute (100 at once)",
            ),
            (Rate::per_hour(1000), "1000 calls an hour"),
        ] {
            assert_eq!(rate.to_string(), text);
        }
    }
}

//! Made-up weather: a place has the same each time it is asked for, everywhere.

use std::f64::consts::TAU;
use std::fmt;

use mcp_runtime::prelude::*;

/// How far the weather is known, in days.
pub(crate) const KNOWN: u8 = 14;

/// What the sky is like
#[mcp_type]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sky {
    Sunny,
    Cloudy,
    Rainy,
    Snowy,
}

/// A day's weather
#[mcp_type]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Day {
    /// Days from today, which is 0
    pub(crate) ahead: u8,
    pub(crate) sky: Sky,
    /// The lowest temperature, in °C
    pub(crate) low: i8,
    /// The highest temperature, in °C
    pub(crate) high: i8,
    /// How likely rain or snow is, in percent
    pub(crate) rain: u8,
    /// The strongest gusts, in km/h
    pub(crate) wind: u8,
}

impl Day {
    /// Which day, in words.
    pub(crate) fn when(ahead: u8) -> String {
        match ahead {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            _ => format!("in {ahead} days"),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            ahead,
            sky,
            low,
            high,
            rain,
            ..
        } = self;
        let sky = format!("{sky:?}").to_lowercase();
        write!(
            f,
            "{} {sky}, {low} to {high} °C, rain {rain} %",
            Self::when(*ahead)
        )
    }
}

/// A place's weather.
pub(crate) struct Climate(u64);

impl Climate {
    pub(crate) fn of(place: &str) -> Self {
        Self(hash(0, &place.trim().to_lowercase()))
    }

    /// The first days, from today.
    pub(crate) fn days(&self, count: u8) -> Vec<Day> {
        (0..count).map(|ahead| self.day(ahead)).collect()
    }

    fn day(&self, ahead: u8) -> Day {
        let (low, high) = self.range(ahead);
        let (rain, gusts) = (
            self.chance(ahead, 101, "rain"),
            self.chance(ahead, 100, "wind"),
        );
        let sky = match rain {
            ..40 => Sky::Sunny,
            40..60 => Sky::Cloudy,
            _ if low + high < 4 => Sky::Snowy,
            _ => Sky::Rainy,
        };
        Day {
            ahead,
            sky,
            low,
            high,
            rain,
            wind: gusts.max(10),
        }
    }

    /// A day's temperatures hour by hour, from midnight to midnight, in °C: coldest at 4, warmest
    /// at 16.
    pub(crate) fn hours(&self, ahead: u8) -> Vec<f64> {
        let (low, high) = self.range(ahead);
        let (low, high) = (f64::from(low), f64::from(high));
        let at = |hour: u8| {
            f64::midpoint(low, high)
                - (high - low) / 2.0 * (TAU * (f64::from(hour) - 4.0) / 24.0).cos()
        };
        (0..=24)
            .map(|hour| (at(hour) * 10.0).round() / 10.0)
            .collect()
    }

    /// A day's lowest and highest temperature, in °C.
    fn range(&self, ahead: u8) -> (i8, i8) {
        let degrees = |ahead, sides, purpose| self.chance(ahead, sides, purpose).cast_signed();
        let middle = degrees(0, 28, "usual") - 4 + degrees(ahead, 9, "middle") - 4;
        let half = 2 + degrees(ahead, 5, "half");
        (middle - half, middle + half)
    }

    /// A die with that many sides, from 0, thrown for a day and a purpose.
    fn chance(&self, ahead: u8, sides: u8, purpose: &str) -> u8 {
        (hash(self.0 ^ u64::from(ahead), purpose) >> 32) as u8 % sides
    }
}

/// FNV-1a, finished so that all bits depend on all letters.
fn hash(seed: u64, text: &str) -> u64 {
    let hash = text
        .bytes()
        .fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_keeps_its_weather() {
        assert_eq!(
            Climate::of("Oslo").days(KNOWN),
            Climate::of(" oslo ").days(KNOWN)
        );
        assert_ne!(
            Climate::of("Oslo").days(KNOWN),
            Climate::of("Lima").days(KNOWN)
        );
    }

    #[test]
    fn the_hours_are_those_of_the_day() {
        for day in Climate::of("Oslo").days(KNOWN) {
            let hours = Climate::of("Oslo").hours(day.ahead);
            assert!((hours[4] - f64::from(day.low)).abs() < 0.05);
            assert!((hours[16] - f64::from(day.high)).abs() < 0.05);
        }
    }
}

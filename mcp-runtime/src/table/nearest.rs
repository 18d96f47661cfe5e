//! The name that was meant, for messages of the compiler. At run time it is
//! [`closest`](crate::schema::closest).

use super::index::Name;
use super::same::same;

/// The longest name that is compared: what the specification recommends as the longest.
const LONGEST: usize = 64;

/// The name that was meant: one that is this with its group's prefix, or else the nearest by its
/// letters, if it is near.
///
/// It is done once, for one message. Evaluation is limited even so, and a server may have hundreds
/// of names.
pub(crate) const fn nearest<'n>(names: &'n [Name], written: &str) -> Option<&'n Name> {
    let (mut found, mut fewest, mut i) = (None, written.len() / 3 + 1, 0);
    while i < names.len() {
        if !names[i].prefix.is_empty() && same(names[i].name, written) {
            return Some(&names[i]);
        }
        let slips = slips(&names[i], written.as_bytes(), fewest);
        if slips < fewest {
            (found, fewest) = (Some(&names[i]), slips);
        }
        i += 1;
    }
    found
}

/// How many letters are wrong, missing or too many; `most` if they are that many.
const fn slips(name: &Name, written: &[u8], most: usize) -> usize {
    let length = name.length();
    // An item without a name has mistakes that were already reported.
    if length == 0 || length > LONGEST || length.abs_diff(written.len()) >= most {
        return most;
    }
    // Names of a group begin alike.
    let mut start = 0;
    while start < length && start < written.len() && name.byte(start) == written[start] {
        start += 1;
    }
    let length = length - start;
    // The slips between what was read of `written` and so many letters of the name.
    let (mut row, mut n) = ([0; LONGEST + 1], 0);
    while n <= length {
        row[n] = n;
        n += 1;
    }
    let mut w = start;
    while w < written.len() {
        let mut diagonal = row[0];
        row[0] += 1;
        let (mut least, mut n) = (row[0], 0);
        while n < length {
            let replaced = if written[w] == name.byte(start + n) {
                diagonal
            } else {
                diagonal + 1
            };
            let moved = if row[n] < row[n + 1] {
                row[n] + 1
            } else {
                row[n + 1] + 1
            };
            diagonal = row[n + 1];
            row[n + 1] = if replaced < moved { replaced } else { moved };
            if row[n + 1] < least {
                least = row[n + 1];
            }
            n += 1;
        }
        // It only grows.
        if least >= most {
            return most;
        }
        w += 1;
    }
    row[length]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The nearest of some names, each with its prefix behind a `/`.
    fn meant(names: &[(&'static str, &'static str)], written: &str) -> Option<String> {
        let names: Vec<Name> = names
            .iter()
            .map(|&(prefix, name)| Name {
                prefix,
                name,
                ..Name::NOTHING
            })
            .collect();
        nearest(&names, written).map(|name| [name.prefix, name.name].concat())
    }

    #[test]
    fn a_slip_leads_to_the_nearest_name() {
        let names = [
            ("", "reload"),
            ("", "refresh"),
            ("weather_", "forecast"),
            ("", ""),
        ];
        for written in ["refrsh", "refresch", "retresh", "refrehs", "efresh"] {
            assert_eq!(
                meant(&names, written).as_deref(),
                Some("refresh"),
                "{written}"
            );
        }
        assert_eq!(
            meant(&names, "weather_forcast").as_deref(),
            Some("weather_forecast")
        );
        assert_eq!(
            meant(&names, "weatherforecast").as_deref(),
            Some("weather_forecast")
        );
    }

    #[test]
    fn a_name_without_its_prefix_leads_to_the_one_with_it() {
        let names = [("", "forecasts"), ("weather_", "forecast")];
        assert_eq!(
            meant(&names, "forecast").as_deref(),
            Some("weather_forecast")
        );
    }

    #[test]
    fn what_is_like_no_name_leads_nowhere() {
        let names = [("", "refresh"), ("", "add"), ("", "")];
        for written in [
            "",
            "x",
            "ad",
            "refuse",
            "something_else",
            &"refresh".repeat(20),
        ] {
            assert_eq!(meant(&names, written), None, "{written}");
        }
        assert_eq!(meant(&[], "refresh"), None);
    }

    #[test]
    fn slips_are_counted_as_by_the_usual_table() {
        let words = [
            "", "a", "kitten", "sitting", "saturday", "sunday", "aaaa", "aaab", "baaa",
        ];
        for name in &words[1..] {
            for written in words {
                let [mut old, mut new] = [
                    (0..=written.len()).collect::<Vec<_>>(),
                    vec![0; written.len() + 1],
                ];
                for (i, a) in name.bytes().enumerate() {
                    new[0] = i + 1;
                    for (j, b) in written.bytes().enumerate() {
                        new[j + 1] = (old[j] + usize::from(a != b))
                            .min(old[j + 1] + 1)
                            .min(new[j] + 1);
                    }
                    std::mem::swap(&mut old, &mut new);
                }
                let of = Name {
                    prefix: &name[..name.len() / 2],
                    name: &name[name.len() / 2..],
                    ..Name::NOTHING
                };
                assert_eq!(
                    slips(&of, written.as_bytes(), 64),
                    old[written.len()],
                    "{name} {written}"
                );
            }
        }
    }
}

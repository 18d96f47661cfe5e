//! The names of many items, made ready to find the one that was meant.
//!
//! Anybody may ask for names that don't exist, so it must not cost more than an ordinary call:
//! lengths and letters rule out nearly all names at a glance, and few of the rest are compared.

/// Longer names are nobody's slip.
const LONGEST: usize = 100;
/// Slips in one name.
const MOST_SLIPS: usize = 3;
/// Cells of the tables that names are compared by, all together.
const MOST_CELLS: usize = 150;
/// Names of one likelihood that are looked at.
const MOST_COMPARED: usize = 16;

/// Names that are not shown, of which as many are passed over.
const MOST_HIDDEN: usize = 16;

/// Names to compare others with.
#[derive(Debug, Default)]
pub(crate) struct NearNames {
    known: Box<[Known]>,
    /// Their indices, in the order of the alphabet.
    sorted: Box<[usize]>,
}

#[derive(Debug)]
struct Known {
    letters: u64,
    length: usize,
    name: Box<str>,
}

impl FromIterator<String> for NearNames {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        let known = |name: String| Known {
            letters: letters(&name),
            length: name.len(),
            name: name.into(),
        };
        let known: Box<[Known]> = names.into_iter().map(known).collect();
        let mut sorted: Box<[usize]> = (0..known.len()).collect();
        sorted.sort_by_key(|index| &known[*index].name);
        Self { known, sorted }
    }
}

impl NearNames {
    /// The nearest of the names, if one is near; `shown` says which indices count.
    pub(crate) fn closest(&self, name: &str, shown: impl Fn(usize) -> bool) -> Option<&str> {
        if name.is_empty() || name.len() > LONGEST {
            return None;
        }
        let (letters, length) = (letters(name), name.len());
        let most = (length / 4).clamp(1, MOST_SLIPS);
        // Those that can't be told apart at a glance, the likelier ones first.
        let mut likely: [Vec<usize>; MOST_SLIPS + 1] = Default::default();
        for (index, known) in self.known.iter().enumerate() {
            if known.length.abs_diff(length) > most {
                continue;
            }
            let (added, lacking) = (letters & !known.letters, known.letters & !letters);
            let is_likely =
                (added | lacking) == 0 || (!has_more(added, most) && !has_more(lacking, most));
            if is_likely {
                let slips = added.count_ones().max(lacking.count_ones()) as usize;
                let slips = slips.max(known.length.abs_diff(length));
                if likely[slips].len() < MOST_COMPARED {
                    likely[slips].push(index);
                }
            }
        }
        let (mut cells, mut compared) = (0, false);
        let (mut found, mut fewest) = (None, most + 1);
        for index in likely.into_iter().flatten().filter(|index| shown(*index)) {
            let known = &self.known[index];
            cells += (known.length + 1) * (2 * most + 1);
            if cells > MOST_CELLS && compared {
                break;
            }
            compared = true;
            let slips = slips(name.as_bytes(), known.name.as_bytes(), most);
            // A letter's slip is another word where there are hardly more.
            if slips < fewest && known.length > 2 {
                (found, fewest) = (Some(&*known.name), slips);
            }
        }
        found
    }
}

impl NearNames {
    /// The name that begins most alike, if half of it does.
    pub(crate) fn begins_alike(&self, name: &str, shown: impl Fn(usize) -> bool) -> Option<&str> {
        if name.len() > LONGEST {
            return None;
        }
        let alike = |known: &Known| {
            let pairs = name.bytes().zip(known.name.bytes());
            pairs.take_while(|(a, b)| a == b).count()
        };
        // No name begins more alike than one of its neighbours in the alphabet.
        let before = |index: &usize| &*self.known[*index].name < name;
        let (before, after) = self.sorted.split_at(self.sorted.partition_point(before));
        let is_shown = |index: &&usize| shown(**index);
        let neighbours = [
            before.iter().rev().take(MOST_HIDDEN).find(is_shown),
            after.iter().take(MOST_HIDDEN).find(is_shown),
        ];
        let near = neighbours.into_iter().flatten();
        let near = near.map(|index| &self.known[*index]);
        let near = near.map(|known| (alike(known), known));
        let near = near.filter(|(alike, known)| 2 * alike >= known.length.max(name.len()));
        near.max_by_key(|(alike, _)| *alike)
            .map(|(_, known)| &*known.name)
    }
}

/// The letters and digits of a name, a bit each; the case doesn't count.
fn letters(name: &str) -> u64 {
    let bit = |byte: u8| match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => u32::from(letter - b'a'),
        digit @ b'0'..=b'9' => 26 + u32::from(digit - b'0'),
        other => 36 + u32::from(other % 16),
    };
    name.bytes().fold(0, |all, byte| all | 1 << bit(byte))
}

/// How many letters are wrong, missing, too many or swapped with the next; `most + 1` if more are.
fn slips(name: &[u8], known: &[u8], most: usize) -> usize {
    let over = most + 1;
    if name.len().abs_diff(known.len()) > most {
        return over;
    }
    let byte = |text: &[u8], at: usize| text[at - 1].to_ascii_lowercase();
    let mut rows = [[over; LONGEST + MOST_SLIPS + 1]; 3];
    let [before, last, row] = &mut rows;
    let (mut before, mut last, mut row) = (before, last, row);
    for (slips, cell) in last.iter_mut().enumerate().take(over) {
        *cell = slips;
    }
    for n in 1..=name.len() {
        // Cells further from the diagonal have too many slips.
        let (start, end) = (n.saturating_sub(most).max(1), (n + most).min(known.len()));
        row[start - 1] = if n <= most { n } else { over };
        for k in start..=end {
            let is_same = byte(name, n) == byte(known, k);
            let mut slips = last[k - 1] + usize::from(!is_same);
            slips = slips.min(last[k] + 1).min(row[k - 1] + 1);
            if n > 1 && k > 1 && !is_same {
                let is_swapped =
                    byte(name, n) == byte(known, k - 1) && byte(name, n - 1) == byte(known, k);
                if is_swapped {
                    slips = slips.min(before[k - 2] + 1);
                }
            }
            row[k] = slips.min(over);
        }
        if end < known.len() {
            row[end + 1] = over;
        }
        (before, last, row) = (last, row, before);
    }
    last[known.len()]
}

/// Whether more bits are set than this.
fn has_more(bits: u64, most: usize) -> bool {
    let mut rest = bits;
    for _ in 0..most {
        // Takes the lowest away.
        rest &= rest.wrapping_sub(1);
    }
    rest != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_as_by_the_usual_table() {
        let words = [
            "a", "ab", "ba", "kitten", "sitting", "saturday", "sunday", "aaaa", "aaab", "baaa",
            "abcdefgh", "badcfehg", "Abcdefgh",
        ];
        for name in words {
            for known in words {
                let exact = strsim::osa_distance(&name.to_lowercase(), &known.to_lowercase());
                for most in 1..=MOST_SLIPS {
                    let counted = slips(name.as_bytes(), known.as_bytes(), most);
                    assert_eq!(counted, exact.min(most + 1), "{name} {known}");
                }
            }
        }
    }

    #[test]
    fn the_name_that_begins_most_alike_is_a_neighbour() {
        let names: NearNames = [
            "notes://b/list",
            "notes://a/list",
            "x:y",
            "notes://a/hidden",
        ]
        .into_iter()
        .map(str::to_owned)
        .collect();
        let meant = |name: &str| names.begins_alike(name, |index| index != 3);
        for (name, known) in [
            ("notes://a/lisp", Some("notes://a/list")),
            ("notes://b/last", Some("notes://b/list")),
            ("notes://a/hid", Some("notes://a/list")),
            ("x:z", Some("x:y")),
            ("other", None),
            ("", None),
        ] {
            assert_eq!(meant(name), known, "{name}");
        }
        // However many there are, few are looked at.
        let many: NearNames = (0..10_000)
            .map(|i| format!("{}{i:05}", "a".repeat(90)))
            .collect();
        let looked = std::cell::Cell::new(0);
        let hidden = |_| {
            looked.set(looked.get() + 1);
            false
        };
        assert_eq!(many.begins_alike(&"a".repeat(95), hidden), None);
        assert!(looked.get() <= 2 * MOST_HIDDEN, "{}", looked.get());
    }

    #[test]
    fn a_slip_leads_to_the_nearest_name_that_is_shown() {
        let names: NearNames = ["reload", "refresh", "weather_forecast", "add"]
            .into_iter()
            .map(str::to_owned)
            .collect();
        let meant = |name: &str| names.closest(name, |index| index != 0);
        for (name, known) in [
            ("refrehs", Some("refresh")),
            ("REFRESH", Some("refresh")),
            ("weather-forcast", Some("weather_forecast")),
            ("ad", Some("add")),
            ("relaod", None),
            ("remove", None),
            ("", None),
            ("x", None),
        ] {
            assert_eq!(meant(name), known, "{name}");
        }
        assert_eq!(meant(&"refresh".repeat(20)), None);
    }
}

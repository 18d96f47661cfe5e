//! Where instances are.

#[derive(Debug)]
pub(super) struct Upstream<'g> {
    pub(super) name: &'g str,
    /// Host (an IPv6 address without brackets) and port.
    pub(super) addresses: Vec<(&'g str, u16)>,
}

pub(super) fn upstreams<'g>(
    given: &'g [(String, Vec<String>)],
    wrong: &mut Vec<String>,
) -> Vec<Upstream<'g>> {
    if given.is_empty() {
        wrong.push(
            "there is no upstream; name where the server runs, such as `main=127.0.0.1:8000`"
                .to_owned(),
        );
    }
    let mut list: Vec<Upstream<'g>> = Vec::new();
    for (name, addresses) in given {
        if name.is_empty()
            || !name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        {
            wrong.push(format!(
                "`{name}` is no name of an upstream: those have letters, digits, `-` and `_`"
            ));
        }
        if list
            .iter()
            .any(|other| other.name.eq_ignore_ascii_case(name))
        {
            wrong.push(format!(
                "the upstream `{name}` is given twice; write all its addresses at once, with commas"
            ));
        }
        if addresses.is_empty() {
            wrong.push(format!(
                "the upstream `{name}` has no address; write `{name}=127.0.0.1:8000`"
            ));
        }
        let mut read = Vec::new();
        for address in addresses {
            match host_and_port(address) {
                Some(address) => read.push(address),
                None => wrong.push(format!(
                    "`{address}` is no address of an upstream; write \
                     `HOST:PORT`, such as `127.0.0.1:8000`"
                )),
            }
        }
        list.push(Upstream {
            name,
            addresses: read,
        });
    }
    list
}

fn host_and_port(address: &str) -> Option<(&str, u16)> {
    let (host, port) = address.rsplit_once(':')?;
    let port = port.parse().ok().filter(|port| *port != 0)?;
    let host = match host.strip_prefix('[') {
        Some(rest) => rest
            .strip_suffix(']')
            .filter(|ip| ip.parse::<std::net::Ipv6Addr>().is_ok())?,
        None => host,
    };
    let is_host = !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    (is_host || host.contains(':') && address.starts_with('[')).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_nothing_else() {
        for address in [
            "127.0.0.1",
            "127.0.0.1:0",
            "127.0.0.1:x",
            "::1:8000",
            "[x]:1",
            "a;b:1",
            ":1",
            "a b:1",
            "a/b:1",
            "[::1:1",
            "http://a:1",
        ] {
            let mut wrong = Vec::new();
            upstreams(&[("main".to_owned(), vec![address.to_owned()])], &mut wrong);
            assert!(
                matches!(&wrong[..], [one] if one.contains("is no address of an upstream")),
                "{address}: {wrong:?}"
            );
        }
        assert_eq!(host_and_port("[::1]:1"), Some(("::1", 1)));
        assert_eq!(
            host_and_port("mcp-1.example.com:65535"),
            Some(("mcp-1.example.com", 65535))
        );
    }
}

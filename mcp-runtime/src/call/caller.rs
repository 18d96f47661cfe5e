//! Whom a rate is counted for.

use std::net::{IpAddr, Ipv6Addr};

use super::identity::Identity;
use crate::input::{CallerTag, Sealer};
use crate::params::Principal;

/// Whom a rate is counted for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    Principal(Principal),
    Address(IpAddr),
    /// The one client of stdio; over HTTP, all of whom nothing is known.
    Anyone,
    /// All who come while as many are known as the server remembers.
    #[cfg(feature = "rate-limit")]
    Newcomer,
}

impl Caller {
    #[inline]
    pub(crate) fn of(identity: &Identity) -> Self {
        if !identity.principal.is_anonymous() {
            return Self::Principal(identity.principal.clone());
        }
        (identity.peer).map_or(Self::Anyone, |peer| Self::Address(network(peer)))
    }
}

impl Caller {
    /// Returns the tag by which quotas tell this caller from others.
    pub(crate) fn tag(&self, sealer: &Sealer) -> CallerTag {
        match self {
            Self::Principal(principal) => {
                sealer.tag("principal", principal.id().unwrap_or_default().as_bytes())
            }
            Self::Address(IpAddr::V4(address)) => sealer.tag("address", &address.octets()),
            Self::Address(IpAddr::V6(address)) => sealer.tag("address", &address.octets()),
            Self::Anyone => sealer.tag("anyone", &[]),
            #[cfg(feature = "rate-limit")]
            Self::Newcomer => sealer.tag("newcomer", &[]),
        }
    }
}

/// Whoever has one address of IPv6 has a network of them, commonly of 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_caller_are_one() {
        let same = |a: &str, b: &str| network(a.parse().unwrap()) == network(b.parse().unwrap());
        assert!(same("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::1"));
        assert!(!same("2001:db8:1:2::1", "2001:db8:1:3::1"));
        assert!(same("::ffff:192.0.2.1", "192.0.2.1"));
        assert!(!same("192.0.2.1", "192.0.2.2"));
    }

    #[test]
    fn a_principal_goes_before_its_address() {
        let mut sender = Identity::unrestricted(Principal::anonymous());
        assert_eq!(Caller::of(&sender), Caller::Anyone);
        let address = IpAddr::from([192, 0, 2, 1]);
        sender.peer = Some(address);
        assert_eq!(Caller::of(&sender), Caller::Address(address));
        sender.principal = Principal::new("ada");
        let ada = Caller::Principal(Principal::new("ada"));
        assert_eq!(Caller::of(&sender), ada);
    }
}

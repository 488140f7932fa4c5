//! Where a request comes from, as far as that can be known: for limits alone, written down nowhere.

use crate::Hub;
use crate::problem::Problem;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::net::{IpAddr, SocketAddr};

/// The address a request comes from; of IPv6 the network, of which somebody has billions of addresses.
pub struct Address(pub String);

impl FromRequestParts<Hub> for Address {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Problem> {
        Ok(Address(of_request(parts, hub)))
    }
}

pub fn of_request(parts: &Parts, hub: &Hub) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    // Anybody can send such a header: only the proxy that the operator named is believed, and of what it passes on only its own word.
    let told = hub.config.proxy_header.as_deref().and_then(|name| last(&parts.headers, name));
    told.or(peer).map_or_else(String::new, network)
}

/// The last address in the last header of this name: the one the nearest proxy has added.
fn last(headers: &HeaderMap, name: &str) -> Option<IpAddr> {
    headers.get_all(name).iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_the_nearest_proxys_word_counts() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("203.0.113.9"));
        headers.append("x-forwarded-for", HeaderValue::from_static("198.51.100.1, 192.0.2.7"));
        assert_eq!(last(&headers, "x-forwarded-for").map(network).as_deref(), Some("192.0.2.7"));
        assert_eq!(last(&headers, "x-real-ip"), None);
    }

    #[test]
    fn of_ipv6_the_network_counts() {
        let of = |text: &str| network(text.parse().unwrap_or_else(|_| panic!("{text}")));
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
    }
}

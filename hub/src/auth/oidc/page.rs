//! What somebody reads when a sign-in came to nothing: what happened, what is safe, what to do; in Japanese and in English, without the portal,
//! which may not even be there.

use crate::auth::Side;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

const STYLE: &str = include_str!("page.css");

/// What came in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The provider cannot be reached.
    Away,
    /// The sign-in was begun too long ago, in another browser, or is over already.
    Stale,
    /// They turned back at the provider.
    TurnedBack,
    /// What came back does not hold.
    NotBelieved,
    /// They did not prove anew who they are.
    NotFresh,
    /// They proved it in a weaker way than is asked for here.
    TooWeak,
    /// The provider vouches for them, and nobody here knows them; the code to show.
    Unknown(String),
    /// Nobody signs in here this way.
    NotOffered,
    /// The hub cannot reach its own storage.
    Storage,
    /// Too many sign-ins from one place.
    TooOften,
}

impl Ending {
    /// For the operator's line.
    pub fn word(&self) -> &'static str {
        match self {
            Ending::Away => "provider away",
            Ending::Stale => "stale",
            Ending::TurnedBack => "turned back",
            Ending::NotBelieved => "not believed",
            Ending::NotFresh => "not fresh",
            Ending::TooWeak => "too weak",
            Ending::Unknown(_) => "unknown here",
            Ending::NotOffered => "not offered",
            Ending::Storage => "storage",
            Ending::TooOften => "too often",
        }
    }
}

struct Words {
    status: StatusCode,
    title: &'static str,
    what: &'static str,
    to_do: &'static str,
    english: &'static str,
}

fn words(ending: &Ending, side: Side) -> Words {
    let words = |status, title, what, to_do, english| Words { status, title, what, to_do, english };
    match ending {
        Ending::Away => words(
            StatusCode::SERVICE_UNAVAILABLE,
            "いま、本人確認のサービスにつながりません",
            "サインインは行われていません。記録されている内容は、そのままです。すでにサインインしている画面は、そのままお使いいただけます。",
            "しばらくしてから、もう一度お試しください。お急ぎの支払いは、医療機関の窓口で受給者証をお見せください。",
            "The identity service cannot be reached right now. You are not signed in and nothing was changed; pages that are already signed in go on. Please try again later.",
        ),
        Ending::Stale => words(
            StatusCode::BAD_REQUEST,
            "サインインをはじめから行ってください",
            "時間がたったか、別の画面ではじめたサインインのため、ここでは続けられません。サインインは行われていません。",
            "下のリンクから、もう一度サインインしてください。",
            "This sign-in took too long, was begun in another window, or is over already. You are not signed in; please begin again.",
        ),
        Ending::TurnedBack => words(
            StatusCode::OK,
            "サインインを取りやめました",
            "本人確認が最後まで行われなかったため、サインインは行われていません。何も変わっていません。",
            "続けるときは、もう一度サインインしてください。",
            "The sign-in was not completed. Nothing was changed. Sign in again when you want to go on.",
        ),
        Ending::NotBelieved => words(
            StatusCode::BAD_REQUEST,
            "本人確認の結果を確かめられませんでした",
            "安全のため、サインインを止めました。何も変わっていません。",
            "もう一度サインインしてください。くり返すときは、このポータルの窓口にお知らせください。",
            "The answer of the identity service could not be verified, so you were not signed in. Nothing was changed. Please try again; if it happens again, tell the portal's contact.",
        ),
        Ending::NotFresh => words(
            StatusCode::FORBIDDEN,
            "もう一度、本人確認が必要です",
            "大切な手続きの前には、いまご本人であることの確認が必要です。前に行った確認は使えません。何も送られていません。",
            "下のリンクから、カードや暗証番号などでもう一度確認してください。",
            "For this step you must prove who you are once more; an earlier proof does not count. Nothing was sent. Please sign in again.",
        ),
        Ending::TooWeak => words(
            StatusCode::FORBIDDEN,
            "この確認の方法では、サインインできません",
            "このポータルでは、より確かな本人確認の方法が必要です。何も変わっていません。",
            "マイナンバーカードなど、決められた方法でもう一度サインインしてください。",
            "This portal asks for a stronger way of proving who you are. Nothing was changed. Please sign in again in that way.",
        ),
        Ending::Unknown(_) if side == Side::Person => words(
            StatusCode::FORBIDDEN,
            "まだ登録がありません",
            "本人確認はできましたが、この方法で使う方の登録が、まだありません。アカウントは作られていません。",
            "お住まいの自治体の窓口に、下の番号をお伝えください。番号は7日間使えます。登録がすむと、同じ方法でサインインできます。",
            "The identity service knows you, but you are not registered here yet; no account was made. Give the number below to your municipality's office within seven days; afterwards you can sign in the same way.",
        ),
        Ending::Unknown(_) => words(
            StatusCode::FORBIDDEN,
            "職員としての登録がありません",
            "本人確認はできましたが、職員としての登録がないか、終わっています。アカウントは作られていません。",
            "所属の管理担当者に、下の番号をお伝えください。番号は7日間使えます。",
            "The identity service knows you, but there is no open staff account for you; none was made. Give the number below to whoever keeps your organisation's accounts within seven days.",
        ),
        Ending::NotOffered => words(
            StatusCode::NOT_FOUND,
            "ここからはサインインできません",
            "この入口は使われていません。",
            "案内された入口から、もう一度お試しください。",
            "There is no sign-in here. Please use the entrance you were told about.",
        ),
        Ending::Storage => words(
            StatusCode::SERVICE_UNAVAILABLE,
            "いま、サインインできません",
            "記録の置き場所につながりません。記録されている内容は、そのままです。",
            "しばらくしてから、もう一度お試しください。",
            "The hub cannot reach its storage right now. What was recorded is safe. Please try again later.",
        ),
        Ending::TooOften => words(
            StatusCode::TOO_MANY_REQUESTS,
            "少し待ってから、もう一度お試しください",
            "同じ場所からのサインインが続いています。何も変わっていません。",
            "1分ほど待ってから、もう一度サインインしてください。",
            "Too many sign-ins from one place. Nothing was changed. Please wait a minute and try again.",
        ),
    }
}

/// The page of an ending.
pub fn page(ending: &Ending, side: Side) -> Response {
    let Words { status, title, what, to_do, english } = words(ending, side);
    let code = match ending {
        Ending::Unknown(code) => format!("<p class=\"code\" id=\"code\">{code}</p>\n"),
        _ => String::new(),
    };
    let again = super::entrance(side);
    let html = format!(
        "<!doctype html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/sign-in.css\">\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{what}</p>\n<p>{to_do}</p>\n{code}\
         <p><a href=\"{again}\">もう一度サインインする</a></p>\n<p><a href=\"/\">最初の画面へ</a></p>\n<section lang=\"en\">\n<p>{english}</p>\n\
         <p><a href=\"{again}\">Sign in again</a></p>\n</section>\n</main>\n</body>\n</html>\n"
    );
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    );
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

/// `GET /sign-in.css`
pub async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

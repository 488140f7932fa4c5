//! Texts that have run somewhere where only text should have stood, and what they would leave on a page if they did again.

/// What has run where only text should have stood, somewhere, once.
pub const CORPUS: &[&str] = &[
    "<script>ran()</script>",
    "</script><script>ran()</script>",
    "<img src=x onerror=ran()>",
    "<svg onload=ran()>",
    "<svg><script>ran()</script></svg>",
    "<svg><animate onbegin=ran() attributeName=x dur=1s>",
    "<iframe srcdoc=\"<script>parent.ran()</script>\">",
    "<iframe src=javascript:parent.ran()>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=ran()>",
    "<body onload=ran()>",
    "<input autofocus onfocus=ran()>",
    "<details open ontoggle=ran()>",
    "<a href=javascript:ran()>a</a>",
    "javascript:ran()",
    "data:text/html,<script>ran()</script>",
    "\" onmouseover=\"ran()\" x=\"",
    "' onfocus='ran()' autofocus='",
    "\"><script>ran()</script>",
    "'-ran()-'",
    "`${ran()}`",
    "{{constructor.constructor('ran()')()}}",
    "{ran()}",
    "<template><script>ran()</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=ran()>\">",
    "<!--><img src=x onerror=ran()>-->",
    "]]><script>ran()</script>",
    "&lt;script&gt;ran()&lt;/script&gt;",
    "\\u003cscript\\u003eran()\\u003c/script\\u003e",
    "漢字（<img src=x onerror=ran()>）《<script>ran()</script>》",
    "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">ran()</x:script>",
    "\u{feff}<script>ran()</script>\u{202e}",
    "__proto__",
];

/// Put into a document before any script of its own: whatever runs is noted.
pub const TRAP: &str = "window.ranOnce = []; window.ran = () => ranOnce.push(new Error().stack); \
     window.alert = window.confirm = window.prompt = window.ran; window.forbidden = []; \
     addEventListener('securitypolicyviolation', (event) => forbidden.push(event.effectiveDirective + ' ' + event.blockedURI));";

/// What markup in a text would have made of the page, and how many of the texts (`corpus`) stand on it as text.
pub const LOOK: &str = r"
    const wrong = [];
    for (const element of document.body.querySelectorAll('*')) {
        if (['img', 'iframe', 'svg', 'math', 'object', 'embed', 'template', 'style', 'base', 'body', 'animate', 'marquee', 'video', 'x:script']
            .includes(element.localName) && !element.closest('[data-own]')) wrong.push(element.outerHTML.slice(0, 200));
        if (element.localName === 'script' && !element.src && /ran\(/.test(element.textContent)) wrong.push(element.outerHTML.slice(0, 200));
        for (const attribute of element.attributes) {
            if (/^on/i.test(attribute.name)) wrong.push(`${attribute.name} on ${element.localName}`);
            if (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(attribute.name) && !/^(\/|#|$)/.test(attribute.value))
                wrong.push(`${attribute.name}=${attribute.value}`);
        }
    }
    const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value).join(' ');
    const text = document.body.textContent + fields;
    const seen = corpus.filter((one) => text.includes(one.trim())).length;
    return { wrong, seen, ran: window.ranOnce, forbidden: window.forbidden };
";

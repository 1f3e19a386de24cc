import type { Locale } from '@mamapu/kernel'
import { type Html, html, trusted } from './html.js'
import { MARK, POINT_ICONS, STREET } from './landing.pictures.js'
import { LANDING_STYLE } from './landing.style.js'
import { type LandingWords, landingWords } from './landing.words.js'

export interface LandingPicture {
  readonly src: string
  readonly srcset: string
  readonly width: number
  readonly height: number
}

export interface LandingShop {
  readonly origin: string
  readonly name: string
  readonly tagline: string
  readonly locale: Locale
  readonly banner: LandingPicture | null
  readonly logo: LandingPicture | null
}

/** Somebody of the demo whom visitors may be; operators are never shown. */
export interface LandingAccount {
  readonly role: 'merchant' | 'clerk'
  readonly login: string
  readonly password: string
}

export interface LandingModel {
  readonly locale: Locale
  readonly nonce: string
  readonly shops: readonly LandingShop[]
  readonly accounts: readonly LandingAccount[]
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'%3E%3Crect width='64' height='64' rx='18' fill='%23e8744a'/%3E%3Cpath d='M12 27 17 15h30l5 12a6.7 6.7 0 0 1-13.3 0 6.7 6.7 0 0 1-13.4 0A6.7 6.7 0 0 1 12 27Z' fill='%23fff'/%3E%3Cpath d='M18 37v12h28V37' fill='none' stroke='%23fff' stroke-width='4'/%3E%3C/svg%3E"

/** The front page of the platform. What is not there (no demo, no open account) is left out. */
export function landingPage({ locale, nonce, shops, accounts }: LandingModel): Html {
  const words = landingWords[locale]
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="#fff9f1">
<meta name="description" content="${words.description}">
<title>${words.title}</title>
<link rel="icon" href="${ICON}">
<style nonce="${nonce}">${trusted(LANDING_STYLE)}</style>
</head>
<body>
${header(words, locale)}
<main>
${hero(words, shops.length > 0)}
${points(words)}
${shops.length > 0 ? shopCards(words, shops) : null}
${accounts.length > 0 ? signIn(words, accounts) : null}
${developers(words)}
</main>
</body>
</html>
`
}

function header(words: LandingWords, locale: Locale): Html {
  const other = locale === 'en' ? 'zh-CN' : 'en'
  return html`<header class="wrap top">
<a class="mark" href="/">${MARK}${words.name}</a>
<a class="link" href="/?lang=${other}" lang="${other}" hreflang="${other}">${words.other}</a>
<a class="link" href="/admin/sign-in">${words.signIn}</a>
</header>`
}

function hero(words: LandingWords, hasShops: boolean): Html {
  return html`<div class="wrap hero">
<div>
<h1>${words.heading}<span>${words.headingMore}</span></h1>
<p>${words.lead}</p>
<div class="act">
<a class="button" href="/admin/sign-up?next=%2Fopen">${words.open}</a>
${hasShops ? html`<a class="button quiet" href="#shops">${words.look}</a>` : null}
</div>
</div>
<div class="picture">${STREET}</div>
</div>`
}

function points(words: LandingWords): Html {
  const items = words.points.map(
    ([title, text], index) =>
      html`<li class="point">${POINT_ICONS[index] ?? null}<h3>${title}</h3><p>${text}</p></li>`,
  )
  return html`<section class="wrap" aria-label="${words.glance}"><ul class="points">${items}</ul></section>`
}

function shopCards(words: LandingWords, shops: readonly LandingShop[]): Html {
  return html`<section class="shops" id="shops"><div class="wrap">
<h2>${words.shops}</h2>
<p class="lead">${words.shopsLead}</p>
<ul class="cards">${shops.map((shop) => html`<li>${card(words, shop)}</li>`)}</ul>
</div></section>`
}

function card(words: LandingWords, { origin, name, tagline, locale, banner, logo }: LandingShop): Html {
  return html`<a class="card" href="${origin}">
${picture(banner, 'banner', '(min-width:1080px) 530px, (min-width:720px) 50vw, 100vw')}
<div class="about">
${picture(logo, 'logo', '72px')}
<h3 lang="${locale}">${name}</h3><span class="visit">${words.visit} →</span>
<p lang="${locale}">${tagline}</p>
<span class="host">${new URL(origin).host}</span>
</div>
</a>`
}

/** The name beside it says everything: the picture is decoration. */
function picture(given: LandingPicture | null, className: string, sizes: string): Html | null {
  if (!given) return null
  const { src, srcset, width, height } = given
  return html`<img class="${className}" src="${src}" srcset="${srcset}" sizes="${sizes}" width="${width}" height="${height}" alt="" loading="lazy" decoding="async">`
}

function signIn(words: LandingWords, accounts: readonly LandingAccount[]): Html {
  const keys = accounts.map(
    ({ role, login, password }) => html`<dl class="key"><h3>${words[role]}</h3>
<dt>${words.login}</dt><dd>${login}</dd>
<dt>${words.password}</dt><dd>${password}</dd></dl>`,
  )
  return html`<section class="account"><div class="wrap">
<h2>${words.account}</h2>
<p class="lead">${words.accountLead}</p>
<div class="keys">${keys}</div>
<div class="act"><a class="button" href="/admin/sign-in">${words.enter}</a></div>
<p class="note">${words.accountNote}</p>
</div></section>`
}

function developers(words: LandingWords): Html {
  return html`<section class="wrap dev">
<h2>${words.developers}</h2>
<p class="lead">${words.developersLead}</p>
<div class="links"><a href="/api/docs">${words.docs}</a><a href="/api/openapi.json">${words.openapi}</a></div>
</section>`
}

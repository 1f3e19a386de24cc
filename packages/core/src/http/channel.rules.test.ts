import t from 'tap'
import { channelOf } from './index.js'

const PHONE = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36'
const WECHAT = `${PHONE} XWEB/1260059 MMWEBSDK/20240501 MicroMessenger/8.0.50.2701(0x28003237) WeChat/arm64`
const asked = (url: string, agent?: string, referer?: string) =>
  channelOf({
    url,
    preview: null,
    headers: { ...(agent ? { 'user-agent': agent } : {}), ...(referer ? { referer } : {}) },
  })

t.test('what a request came through', async (t) => {
  t.equal(asked('/', PHONE), 'web')
  t.equal(asked('/p/x'), 'web', 'a page is a page, whatever asks')
  t.equal(asked('/cart', WECHAT), 'wechat')
  t.equal(asked('/api/store/v1/cart', WECHAT), 'wechat', 'as the page that asks')
  t.equal(asked('/api/store/v1/cart', PHONE), 'web')
  t.equal(asked('/api/store/v1/cart', 'okhttp/4.12.0'), 'app')
  t.equal(asked('/api/store/v1/cart'), 'app')
  const referrer = 'https://servicewechat.com/wx1234567890abcdef/12/page-frame.html'
  t.equal(asked('/api/store/v1/cart', WECHAT, referrer), 'mini-program')
  t.equal(asked('/api/store/v1/cart', undefined, referrer), 'mini-program', 'on a device')
  t.equal(asked('/p/x', `${WECHAT} miniProgram/wx1234567890abcdef`), 'mini-program', 'its web view')
  t.equal(asked('/', PHONE, 'https://evil.test/https://servicewechat.com/'), 'web')
})

t.test('a preview looks through what it was made for', async (t) => {
  const preview = { at: '', level: null, tags: [], isMember: false, isNew: false, drafts: [] }
  const request = { url: '/', headers: { 'user-agent': WECHAT } }
  t.equal(channelOf({ ...request, preview }), 'web')
  t.equal(channelOf({ ...request, preview: { ...preview, channel: 'app' } }), 'app')
})

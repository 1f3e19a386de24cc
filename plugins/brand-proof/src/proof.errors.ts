import type { PluginErrorEntry } from '@mamapu/plugin-sdk'

export const proofErrors: Readonly<Record<string, PluginErrorEntry>> = {
  BRAND_PROOF_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这份资质', en: 'No such proof' },
  BRAND_PROOF_DATES: {
    status: 422,
    'zh-CN': '有效期不对：结束要不早于开始，且还没有过',
    en: 'The dates do not work: the end is not before the start, and not past',
  },
  BRAND_PROOF_GOODS: {
    status: 422,
    'zh-CN': '请选择这份资质证明哪些商品',
    en: 'Choose the goods this proof is for',
  },
  BRAND_PROOF_PICTURE: {
    status: 422,
    'zh-CN': '有的图片找不到了，请重新上传',
    en: 'A picture cannot be found; please upload it again',
  },
  BRAND_PROOF_PICTURE_CHANGED: {
    status: 409,
    'zh-CN': '现在的图片和存证时不一致，请重新上传并保存',
    en: 'A picture is no longer what it was when it was saved; upload it again and save',
  },
  BRAND_PROOF_TOO_MANY: { status: 409, 'zh-CN': '资质最多 200 份', en: 'A shop keeps at most 200 proofs' },
}

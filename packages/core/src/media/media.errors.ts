import { defineErrors } from '../http/index.js'

export const MEDIA_ERRORS = defineErrors({
  MEDIA_NO_FILE: { status: 400, 'zh-CN': '没有收到图片', en: 'No picture was sent' },
  MEDIA_TOO_MANY_FILES: {
    status: 413,
    'zh-CN': '一次最多上传 10 张图片',
    en: 'At most 10 pictures at once',
  },
  MEDIA_TOO_LARGE: { status: 413, 'zh-CN': '图片不能超过 10 MB', en: 'A picture may have 10 MB at most' },
  MEDIA_TOO_MANY_PIXELS: {
    status: 422,
    'zh-CN': '图片尺寸太大了，请缩小到 4000 万像素以内',
    en: 'The picture has too many pixels; 40 million at most',
  },
  MEDIA_NOT_A_PICTURE: {
    status: 422,
    'zh-CN': '只能上传 JPG、PNG、WebP 或 GIF 图片',
    en: 'Only JPEG, PNG, WebP or GIF pictures',
  },
  MEDIA_TYPE_LIES: {
    status: 422,
    'zh-CN': '文件内容和它的类型不一致，请用正确的格式重新保存',
    en: 'The file is not what its type says; please save it again in the right format',
  },
  MEDIA_BROKEN: {
    status: 422,
    'zh-CN': '图片打不开，可能已损坏',
    en: 'The picture cannot be opened; it may be damaged',
  },
  MEDIA_TOO_MANY: { status: 409, 'zh-CN': '图片数量已到上限', en: 'The shop has too many pictures' },
  MEDIA_BUSY: {
    status: 503,
    'zh-CN': '正在处理很多图片，请稍后再试',
    en: 'Many pictures are being processed; please try again in a moment',
  },
})

import type { PluginErrorEntry } from '@mamapu/plugin-sdk'

export const lessonErrors: Readonly<Record<string, PluginErrorEntry>> = {
  TRAINING_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这一课', en: 'No such lesson' },
  TRAINING_EMPTY: {
    status: 422,
    'zh-CN': '写点内容，或放一个视频链接、一张图片',
    en: 'Write some text, or give a video link or a picture',
  },
  TRAINING_VIDEO: {
    status: 422,
    'zh-CN': '视频链接不对，要以 https:// 开头',
    en: 'The video link has to begin with https://',
  },
  TRAINING_PICTURE: {
    status: 422,
    'zh-CN': '有的图片找不到了，请重新上传',
    en: 'A picture cannot be found; please upload it again',
  },
  TRAINING_TOO_MANY: { status: 409, 'zh-CN': '课程最多 100 节', en: 'A shop has at most 100 lessons' },
}

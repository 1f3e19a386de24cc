import antd from 'antd/locale/zh_CN'
import 'dayjs/locale/zh-cn'
import { zh } from './index.js'

export const texts = zh
export { antd }

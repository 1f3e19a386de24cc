import antd from 'antd/locale/en_US'
import { en } from './index.js'

export const texts = en
export { antd }

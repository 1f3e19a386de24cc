import type { PosterTemplate } from '@mamapu/plugin-sdk'
import type { Template } from '../scene.js'
import { invite } from './invite.js'
import { product } from './product.js'
import { results } from './results.js'
import { shop } from './shop.js'
import { story } from './story.js'

export const TEMPLATES: Readonly<Record<PosterTemplate, Template>> = { product, story, shop, invite, results }

import type { Id } from '@mamapu/kernel'
import type { PictureView } from '@mamapu/plugin-sdk'

export interface LessonPicture extends PictureView {
  readonly id: Id<'med'>
}

/** For everybody, or for those who share for the shop. */
export type Whom = 'everyone' | 'distributors'

/** A short lesson, by its place among the others. */
export interface Lesson {
  readonly id: Id<'plg'>
  readonly title: string
  /** As the merchant typed it; `passagesOf` reads it. */
  readonly body: string
  /** Empty without one. */
  readonly videoUrl: string
  readonly pictures: readonly LessonPicture[]
  readonly minutes: number
  readonly place: number
  readonly whom: Whom
  readonly isShown: boolean
}

/** A piece of a lesson's text. */
export type Passage =
  | { readonly kind: 'heading' | 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }

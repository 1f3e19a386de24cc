import { CloseOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type DragEvent, useRef, useState } from 'react'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { UploadButton, useUpload } from '../../ui/upload-button.js'
import type { PictureItem } from './draft.js'

const PICTURES_MAX = 20

interface PicturesFieldProps {
  readonly value?: readonly PictureItem[]
  readonly onChange?: (pictures: readonly PictureItem[]) => void
}

/** Pictures in their order: dragged with a mouse, moved by buttons with a thumb; files may be dropped on it. */
export function PicturesField({ value = [], onChange }: PicturesFieldProps) {
  const { products, common } = useTexts()
  const { origin } = useShop()
  const [dragged, setDragged] = useState<number | null>(null)
  // Uploads end one after the other, each on top of what the earlier ones added.
  const latest = useRef(value)
  latest.current = value
  const put = (pictures: readonly PictureItem[]) => {
    latest.current = pictures
    onChange?.(pictures)
  }
  const add = (picture: { id: string; url: string }) => {
    const { current } = latest
    if (current.length >= PICTURES_MAX || current.some(({ mediaId }) => mediaId === picture.id)) return
    put([...current, { mediaId: picture.id, url: picture.url }])
  }
  const { send } = useUpload(add)
  const move = (from: number, to: number) => {
    const moved = [...value]
    const [picture] = moved.splice(from, 1)
    if (!picture || to < 0 || to > moved.length) return
    moved.splice(to, 0, picture)
    put(moved)
  }
  const drop = (event: DragEvent, to: number) => {
    event.preventDefault()
    event.stopPropagation()
    const files = [...event.dataTransfer.files]
    if (files.length > 0) void send(files)
    else if (dragged !== null) move(dragged, to)
    setDragged(null)
  }
  return (
    <ul
      className="pictures"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => drop(event, value.length - 1)}
    >
      {value.map((picture, index) => (
        <li
          key={picture.mediaId}
          className={dragged === index ? 'picture picture-dragged' : 'picture'}
          draggable
          onDragStart={() => setDragged(index)}
          onDragEnd={() => setDragged(null)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => drop(event, index)}
        >
          <img src={`${origin}${picture.url}`} alt={`${products.pictures} ${index + 1}`} draggable={false} />
          {index === 0 && <span className="picture-main">{products.main}</span>}
          <span className="picture-tools">
            <Button
              size="small"
              icon={<LeftOutlined />}
              aria-label={common.moveUp}
              disabled={index === 0}
              onClick={() => move(index, index - 1)}
            />
            <Button
              size="small"
              icon={<RightOutlined />}
              aria-label={common.moveDown}
              disabled={index === value.length - 1}
              onClick={() => move(index, index + 1)}
            />
            <Button
              size="small"
              icon={<CloseOutlined />}
              aria-label={common.remove}
              onClick={() => put(value.filter((_, at) => at !== index))}
            />
          </span>
        </li>
      ))}
      {value.length < PICTURES_MAX && (
        <li className="picture-add">
          <UploadButton isMany label={products.addPictures} onUploaded={add} />
        </li>
      )}
    </ul>
  )
}

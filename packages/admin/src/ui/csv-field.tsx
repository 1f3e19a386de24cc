import { Upload } from 'antd'

interface Props {
  /** What the field says: what to do, or the file that was chosen. */
  readonly title: string
  /** How large and in what shape. */
  readonly limits: string
  readonly onChosen: (file: File) => void
}

/** Takes one table as a CSV file, dropped or chosen; it is sent by whoever asked for it. */
export function CsvField({ title, limits, onChosen }: Props) {
  return (
    <Upload.Dragger
      accept=".csv,text/csv"
      showUploadList={false}
      beforeUpload={(file) => {
        onChosen(file)
        return false
      }}
    >
      <p>
        <strong>{title}</strong>
      </p>
      <p className="quiet">{limits}</p>
    </Upload.Dragger>
  )
}

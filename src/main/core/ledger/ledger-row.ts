import type { Database } from 'node-sqlite3-wasm'

/** A row as SQLite answers it. */
export type Row = Record<string, number | bigint | string | Uint8Array | null>

export const text = (row: Row, column: string): string => String(row[column] ?? '')
export const number = (row: Row, column: string): number => Number(row[column] ?? 0)
export const optional = (row: Row, column: string): number | undefined => (row[column] === null || row[column] === undefined ? undefined : Number(row[column]))
export const optionalText = (row: Row, column: string): string | undefined => (row[column] === null || row[column] === undefined ? undefined : String(row[column]))

export function rows(db: Database, sql: string, values: (string | number)[]): Row[] {
  return db.all(sql, values) as Row[]
}

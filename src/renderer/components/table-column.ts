/** A column of DataTable: how to read it, what to write, and how it stands. */
export interface TableColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** What it is sorted and, without a slot, written by; null goes last. */
  readonly value: (row: Row) => string | number | null;
  readonly isNumber?: boolean;
  readonly isSortable?: boolean;
  /** A CSS width. */
  readonly width?: string;
  /** Said to screen readers alone, for columns of checkboxes or buttons. */
  readonly isHeaderHidden?: boolean;
  /** Left out where the window is narrow. */
  readonly isMinor?: boolean;
}

/** The tables that the CoReD paper printed, as data: to stand beside our own results, marked as what they are. */

/** In percent, as printed. */
export interface PublishedRow {
  readonly label: string;
  /** Id of the method in core/methods; null where the rows are training sets. */
  readonly method: string | null;
  /** One for each column. */
  readonly values: readonly number[];
}

export interface PublishedTable {
  readonly id: string;
  /** In a menu: `task 1, Xception`. */
  readonly title: string;
  /** What rows and columns are. */
  readonly reading: string;
  readonly rowHeading: string;
  readonly columns: readonly string[];
  readonly rows: readonly PublishedRow[];
}

export const publishedSource = {
  short: 'CoReD, ACM MM 2021',
  full: 'Kim, Tariq, Woo: CoReD, ACM MM 2021, arXiv 2107.02408',
  /** Why a figure of these tables is not to be read against one of ours. */
  caveats: [
    'Other data and splits: not comparable cell by cell.',
    'Printed under AUC; the published code computes accuracy.',
  ],
} as const;

const continualReading = 'Row: method. Columns: the data, by the names that they have there.';
const continualColumns = ['HQ', 'LQ', 'Mixed', 'GAN', 'average'];

export const publishedTables: readonly PublishedTable[] = [
  {
    id: 'task-1-xception',
    title: 'task 1, Xception',
    reading: 'Row: trained on. Column: tested on. DF DeepFake, F2F Face2Face, FS FaceSwap, NT NeuralTextures.',
    rowHeading: 'Trained on',
    columns: ['DF', 'F2F', 'FS', 'NT'],
    rows: [
      trainedOn('DF', [99.41, 56.05, 49.93, 66.32]),
      trainedOn('F2F', [68.55, 98.64, 50.55, 54.81]),
      trainedOn('FS', [49.89, 54.15, 98.36, 50.74]),
      trainedOn('NT', [50.05, 57.49, 50.01, 99.88]),
    ],
  },
  {
    id: 'task-1-efficientnet',
    title: 'task 1, EfficientNet-B0',
    reading: 'Row: trained on. Column: tested on.',
    rowHeading: 'Trained on',
    columns: ['ProGAN', 'StyleGAN', 'StarGAN'],
    rows: [
      trainedOn('ProGAN', [99.91, 49.47, 56.81]),
      trainedOn('StyleGAN', [49.8, 99.96, 50.04]),
      trainedOn('StarGAN', [66.47, 52.01, 99.88]),
    ],
  },
  {
    id: 'task-2',
    title: 'task 2, by method',
    reading: continualReading,
    rowHeading: 'Method',
    columns: continualColumns,
    rows: byMethod({
      ft: [95.02, 85.35, 89.01, 83.79, 88.29],
      tg: [87.55, 74.17, 86.67, 82.9, 82.82],
      kd: [74.04, 85.32, 91.0, 56.69, 76.76],
      cored: [95.15, 86.97, 92.48, 85.36, 89.99],
    }),
  },
  {
    id: 'task-3',
    title: 'task 3, by method',
    reading: continualReading,
    rowHeading: 'Method',
    columns: continualColumns,
    rows: byMethod({
      ft: [75.81, 67.69, 74.9, 85.91, 76.08],
      tg: [88.58, 64.61, 69.93, 69.46, 73.15],
      kd: [93.03, 86.09, 75.52, 83.54, 84.54],
      cored: [94.09, 87.79, 77.41, 86.44, 86.43],
    }),
  },
  {
    id: 'task-4',
    title: 'task 4, by method',
    reading: continualReading,
    rowHeading: 'Method',
    columns: ['HQ', 'LQ', 'average'],
    rows: byMethod({
      ft: [55.97, 68.53, 62.25],
      tg: [85.46, 60.45, 72.96],
      kd: [90.63, 67.21, 78.92],
      cored: [91.77, 80.55, 86.16],
    }),
  },
];

function trainedOn(label: string, values: readonly number[]): PublishedRow {
  return { label, method: null, values };
}

function byMethod(values: Record<'ft' | 'kd' | 'tg' | 'cored', readonly number[]>): PublishedRow[] {
  return [
    { label: 'FT', method: 'ft', values: values.ft },
    { label: 'KD', method: 'kd', values: values.kd },
    { label: 'TG', method: 'tg', values: values.tg },
    { label: 'CoReD', method: 'cored', values: values.cored },
  ];
}

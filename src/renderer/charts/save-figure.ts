/** Gives a figure to the browser as a file; in the window the system asks where to. */
import { figureCsv, parallelCsv } from '../../shared/figures/figure-csv';
import { paperSizes, type PaperSize } from '../../shared/figures/figure-look';
import { paperInk } from '../../shared/figures/paper-colour';
import { svgFile, type Figure, type SvgFileLook } from '../../shared/figures/svg-file';

/** On paper, whatever theme is shown. */
export function saveSvg(figure: Figure, width: PaperSize): void {
  save(`${fileName(figure.title)}.svg`, svgFile(figure, { size: paperSizes[width], ink: paperInk }), 'image/svg+xml');
}

export function saveCsv(figure: Figure): void {
  save(`${fileName(figure.title)}.csv`, `${'axes' in figure ? parallelCsv(figure) : figureCsv(figure)}\n`, 'text/csv');
}

/** Dots for each of the drawing's pixels: 178 mm are about 2,000 then. */
const pngScale = 3;

/** On `ground`. Throws where the browser cannot draw it. */
export async function savePng(figure: Figure, look: SvgFileLook, ground: string): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgFile(figure, look))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.naturalWidth * pngScale);
  canvas.height = Math.round(image.naturalHeight * pngScale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw the PNG on. Export the SVG instead.');
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (!blob) throw new Error('This browser made no PNG of the chart. Export the SVG instead.');
  save(`${fileName(figure.title)}.png`, blob, 'image/png');
}

function save(name: string, content: string | Blob, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Letters, digits and dashes of the title. */
function fileName(title: string): string {
  return (
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') || 'chart'
  );
}

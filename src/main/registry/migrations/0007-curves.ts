/** Curves and logs are read from the run folders when they are looked at: of a large workspace they filled gigabytes here. */
export const curves = `
  DROP TABLE loss_point;
  DROP TABLE epoch_result;
  DROP TABLE log_line;
`;

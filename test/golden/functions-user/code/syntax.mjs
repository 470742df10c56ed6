export const a = {
  arguments: [],
  returns: ;
};

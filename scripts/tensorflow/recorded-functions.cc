// tfjs-node's addon, whose sources are taken as they are, with one thing more: functions of TensorFlow's that are made of a
// graph and then run by `executeOp` under their name, on the tensors and the device of all other operations.
#include <node_api.h>

#include <string>
#include <vector>

#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"

namespace cored {

// Of the process: tfjs-node makes one and keeps it to itself.
static TFE_Context* context = nullptr;

static TFE_Context* NewContext(const TFE_ContextOptions* options, TF_Status* status) {
  context = TFE_NewContext(options, status);
  return context;
}

}  // namespace cored

#define TFE_NewContext cored::NewContext
#include "tfjs_backend.cc"
#undef TFE_NewContext

#undef NAPI_MODULE
#define NAPI_MODULE(name, init) \
  napi_value InitStock(napi_env env, napi_value exports) { return init(env, exports); }
#include "tfjs_binding.cc"

namespace cored {

using tfnodejs::TF_AutoStatus;

static bool Throw(napi_env env, const std::string& message) {
  napi_throw_error(env, nullptr, message.c_str());
  return false;
}

static bool ReadText(napi_env env, napi_value value, std::string* text) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) return Throw(env, "A text is missing.");
  text->resize(length);
  return napi_get_value_string_utf8(env, value, &(*text)[0], length + 1, &length) == napi_ok;
}

// The first outputs of the operations that `list` names.
static bool ReadOperations(napi_env env, napi_value list, TF_Graph* graph, std::vector<TF_Output>* found) {
  uint32_t length = 0;
  if (napi_get_array_length(env, list, &length) != napi_ok) return Throw(env, "A list of names is missing.");
  for (uint32_t at = 0; at < length; at++) {
    napi_value element;
    std::string name;
    if (napi_get_element(env, list, at, &element) != napi_ok || !ReadText(env, element, &name)) return false;
    TF_Operation* operation = TF_GraphOperationByName(graph, name.c_str());
    if (operation == nullptr) return Throw(env, "The graph has no operation \"" + name + "\".");
    found->push_back({operation, 0});
  }
  return true;
}

struct Graph {
  TF_Graph* graph = TF_NewGraph();
  ~Graph() { TF_DeleteGraph(graph); }
};

static bool Import(napi_env env, TF_Graph* graph, void* bytes, size_t length, TF_Status* status) {
  TF_Buffer* buffer = TF_NewBufferFromString(bytes, length);
  TF_ImportGraphDefOptions* options = TF_NewImportGraphDefOptions();
  TF_GraphImportGraphDef(graph, buffer, options, status);
  TF_DeleteImportGraphDefOptions(options);
  TF_DeleteBuffer(buffer);
  return TF_GetCode(status) == TF_OK ? true : Throw(env, TF_Message(status));
}

// addFunction(name, bytes of a GraphDef, names of its inputs, names of its outputs)
static napi_value AddFunction(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value given[4];
  if (napi_get_cb_info(env, info, &count, given, nullptr, nullptr) != napi_ok) return nullptr;
  std::string name;
  if (!ReadText(env, given[0], &name)) return nullptr;
  napi_typedarray_type type;
  size_t length = 0;
  void* bytes = nullptr;
  if (napi_get_typedarray_info(env, given[1], &type, &length, &bytes, nullptr, nullptr) != napi_ok) {
    Throw(env, "The graph's bytes are missing.");
    return nullptr;
  }
  TF_AutoStatus status;
  Graph graph;
  if (!Import(env, graph.graph, bytes, length, status.status)) return nullptr;
  std::vector<TF_Output> inputs, outputs;
  if (!ReadOperations(env, given[2], graph.graph, &inputs)) return nullptr;
  if (!ReadOperations(env, given[3], graph.graph, &outputs)) return nullptr;
  TF_Function* function =
      TF_GraphToFunction(graph.graph, name.c_str(), false, -1, nullptr, inputs.size(), inputs.data(), outputs.size(),
                         outputs.data(), nullptr, nullptr, nullptr, status.status);
  if (TF_GetCode(status.status) == TF_OK) {
    TFE_ContextAddFunction(context, function, status.status);
    TF_DeleteFunction(function);
  }
  if (TF_GetCode(status.status) != TF_OK) Throw(env, TF_Message(status.status));
  return nullptr;
}

// removeFunction(name)
static napi_value RemoveFunction(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value given[1];
  std::string name;
  if (napi_get_cb_info(env, info, &count, given, nullptr, nullptr) != napi_ok || !ReadText(env, given[0], &name)) {
    return nullptr;
  }
  TF_AutoStatus status;
  TFE_ContextRemoveFunction(context, name.c_str(), status.status);
  if (TF_GetCode(status.status) != TF_OK) Throw(env, TF_Message(status.status));
  return nullptr;
}

}  // namespace cored

NAPI_MODULE_INIT() {
  if (tfnodejs::InitStock(env, exports) == nullptr) return nullptr;
  napi_property_descriptor functions[] = {
      {"addFunction", nullptr, cored::AddFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"removeFunction", nullptr, cored::RemoveFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  return napi_define_properties(env, exports, 2, functions) == napi_ok ? exports : nullptr;
}

// The body of a response: bytes, or chunks that are read from the store as they are sent.
#pragma once

#include "gateway/core/diag/result.h"

namespace renkei::store {
class Store;
}
namespace renkei::documents {
struct Rendered;
struct Representation;
} // namespace renkei::documents
namespace renkei::http {
struct Response;
}

namespace renkei::server {

// It is an error if not even the first chunk opens; then no answer was begun.
diag::Result<void> set_body(http::Response& response, documents::Rendered& rendered,
                            const store::Store& store);

// Says in a header field which characters of the file were replaced for its receiver, if any were.
void add_replaced(http::Response& response, const diag::Report& written);

// Their media types, for the text of a 406.
std::string offered_types(const std::vector<documents::Representation>& offered);

} // namespace renkei::server

// The body of a response: bytes, or chunks that are read from the store as they are sent.
#pragma once

#include "gateway/network/documents/fetch.h"
#include "gateway/network/server/audited_response.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/parameters.h"

namespace renkei::server {

// It is an error if not even the first chunk opens; then no answer was begun.
diag::Result<void> set_body(Response& response, documents::Rendered& rendered, const store::Store& store);

// Says in a header field which characters of the file were replaced for its receiver, if any were.
void add_replaced(Response& response, const diag::Report& written);

// Their media types, for the text of a 406.
std::string offered_types(const std::vector<documents::Representation>& offered);

// One request for the content of a version: what it found in the store, then the response made of that.
class ContentReading {
public:
    AuditedResponse run();

protected:
    // `when_busy`: what it is refused as if no worker is free. `known`: the parameters of its route.
    ContentReading(ServerContext& gateway, const Request& request, AuditSubject subject, Refusal when_busy,
                   QueryParameters (*known)(ServerContext&) = no_parameters);
    virtual ~ContentReading() = default;

    // Takes out what is shown; else it is the response.
    virtual diag::Result<Response> look_up(const store::Snapshot& snapshot) = 0;
    // Of what was taken out, without the body; or a refusal.
    virtual diag::Result<Response> shown(documents::Rendered& rendered) = 0;
    diag::Result<Response> take_out(const store::Snapshot& snapshot, const store::Version& version,
                                    const documents::Representation& as);
    // If it is shown as a page.
    void show_page(html::PageHead head, std::optional<html::KnownPerson> person);

    ServerContext& gateway_;
    const Request& request_;
    std::shared_ptr<const documents::LoadedDefinitions> loaded_;
    AuditSubject subject_;
    ReadMemory memory_{request_};

private:
    diag::Result<Response> response();

    Refusal when_busy_;
    QueryParameters (*known_)(ServerContext&);
    std::optional<documents::StoredBody> kept_{};
};

} // namespace renkei::server

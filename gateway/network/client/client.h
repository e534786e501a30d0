// The client of a gateway for systems without HTTP of their own: send files, fetch the mailbox.
#pragma once

#include "gateway/network/client/http_pool.h"

#include <filesystem>
#include <optional>

namespace renkei::client {

// Answers may be as large as documents.
HttpLimits client_limits();

struct OutgoingFile {
    std::string_view bytes{};
    std::string media_type{}; // empty: derived from the content
    std::string file_name{};
    bool lenient = false;   // common deviations are taken, too
    std::string language{}; // of the report: "en", "ja"; empty: the gateway's choice
};
struct SentDocument {
    std::string location{};
    bool is_new = true;                // no: the gateway had it before this file was sent
    std::optional<std::size_t> part{}; // which file of the request it came in, if the gateway says so
};
struct SendResult {
    int status = 0;
    std::vector<SentDocument> documents{}; // in their order
    std::string body{};                    // the report, JSON
    bool is_accepted() const { return status >= 200 && status < 300; }
};
// Sending the same file again after a lost response is the same request. It is an error if there was no
// answer, or if a successful one names no document, neither by its Location nor in a receipt.
diag::Result<SendResult> send_file(HttpPool& pool, const HttpUrl& gateway, const OutgoingFile& file);

struct FetchedFile {
    std::string delivery{};
    std::filesystem::path file{};
};
struct FetchResult {
    std::vector<FetchedFile> files{};
    // why deliveries could not be fetched or acknowledged (they keep waiting), and errors in the list
    std::vector<diag::Error> problems{};
};
// Everything that waits goes into the folder, readable for its owner alone; each delivery is acknowledged
// when its file is on disk. Nothing is overwritten: another file of the same name gets a number. It is an
// error if the gateway does not answer or the folder does not exist.
diag::Result<FetchResult> fetch_mailbox(HttpPool& pool, const HttpUrl& gateway,
                                        const std::filesystem::path& folder);

// One request of the client. It is an error if there was no response.
diag::Result<HttpResponse> ask(HttpPool& pool, const HttpUrl& gateway, const HttpRequest& request);
bool is_success(int status);

} // namespace renkei::client

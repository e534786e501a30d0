// The other side of a gateway, for those who have no system of their own that speaks HTTP: send files, fetch the mailbox.
#pragma once

#include "gateway/exchange/http.h"

#include <filesystem>

namespace renkei::exchange {

// Answers may be as large as documents.
HttpLimits client_limits();

struct OutgoingFile {
    std::string_view bytes{};
    std::string media_type{}; // empty: told by the content
    std::string file_name{};
    bool lenient = false;     // common deviations are taken, too
    std::string language{};   // of the report: "en", "ja"; empty: the gateway's choice
};
struct SentDocument {
    std::string location{};
    bool is_news = true; // no: the gateway had it before this file was sent
};
struct SendAnswer {
    int status = 0;
    std::vector<SentDocument> documents{}; // in their order
    std::string body{};                   // the report, JSON
    bool is_taken() const { return status >= 200 && status < 300; }
};
// Sending the same file again, because nobody knows whether it arrived, is the same request. An error: there was no answer, or one of
// success that names no document, neither by its Location nor in a receipt.
diag::Result<SendAnswer> send_file(HttpPool& pool, const Target& gateway, const OutgoingFile& file);

struct FetchedFile {
    std::string delivery{};
    std::filesystem::path file{};
};
struct Fetched {
    std::vector<FetchedFile> files{};
    std::vector<diag::Error> problems{}; // why deliveries could not be fetched or acknowledged, which wait on; what is wrong with the list
};
// Everything that waits goes into the folder, readable for its owner alone; each delivery is acknowledged when its file is on disk.
// Nothing is overwritten: another file of the same name gets a number. An error: the gateway does not answer, or there is no folder.
diag::Result<Fetched> fetch_mailbox(HttpPool& pool, const Target& gateway, const std::filesystem::path& folder);

} // namespace renkei::exchange

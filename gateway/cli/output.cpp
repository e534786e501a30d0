#include "gateway/cli/output.h"

#include "gateway/base/new_file.h"
#include "gateway/cli/terminal.h"
#include "gateway/json/writer.h"

#include <filesystem>
#include <optional>

namespace renkei::cli {
namespace {

using diag::Message;
using service::Document;
namespace fs = std::filesystem;

std::string bytes_of(const Document& document, bool pretty) {
    if (!pretty || !document.is_json) {
        return document.bytes;
    }
    std::string out = json::pretty(document.bytes);
    if (!out.ends_with('\n')) {
        out += '\n';
    }
    return out;
}

class ToStandardOutput final : public Output {
public:
    explicit ToStandardOutput(bool pretty) : pretty_(pretty) {}
    diag::Result<void> put(const std::vector<Document>& documents, std::vector<std::string>&) override {
        for (const Document& document : documents) {
            print(bytes_of(document, pretty_));
        }
        return {};
    }
    diag::Result<void> finish() override { return {}; }

private:
    bool pretty_;
};

class ToFile final : public Output {
public:
    explicit ToFile(const OutputSettings& settings) : settings_(settings) {}

    diag::Result<void> put(const std::vector<Document>& documents, std::vector<std::string>& written) override {
        for (const Document& document : documents) {
            if (done_) {
                done_ = append(document);
            }
        }
        if (done_ && !documents.empty()) {
            written.push_back(settings_.path);
        }
        return done_;
    }
    // What could not be written as a whole is not there at all; that was told by put().
    diag::Result<void> finish() override { return !file_ || !done_ ? diag::Result<void>() : file_->commit(); }

private:
    diag::Result<void> append(const Document& document) {
        if (!file_) {
            TRY(file_, base::NewFile::open(settings_.path, settings_.overwrite ? base::Overwrite::yes : base::Overwrite::no));
        }
        return file_->append(bytes_of(document, settings_.pretty));
    }

    OutputSettings settings_;
    std::optional<base::NewFile> file_;
    diag::Result<void> done_{}; // so far
};

class ToDirectory final : public Output {
public:
    explicit ToDirectory(const OutputSettings& settings) : settings_(settings) {}

    diag::Result<void> put(const std::vector<Document>& documents, std::vector<std::string>& written) override {
        std::error_code failed;
        fs::create_directories(settings_.path, failed);
        if (failed) {
            return diag::fail(Message::output_failed, {.file = settings_.path}, {failed.message()});
        }
        for (const Document& document : documents) {
            const fs::path path = fs::path(settings_.path) / document.name;
            if (!names_.insert(document.name).second) {
                return diag::fail(Message::name_used_twice, {.file = path.string()}, {document.name});
            }
            TRY_VOID(base::write_file(path, bytes_of(document, settings_.pretty), settings_.overwrite ? base::Overwrite::yes : base::Overwrite::no));
            written.push_back(path.string());
        }
        return {};
    }
    diag::Result<void> finish() override { return {}; }

private:
    OutputSettings settings_;
    std::set<std::string> names_;  // of this run
};

bool is_directory(const std::string& path) {
    std::error_code none;
    return path.ends_with('/') || fs::is_directory(path, none);
}

}  // namespace

diag::Result<std::unique_ptr<Output>> open_output(const OutputSettings& settings, bool many) {
    if (settings.path.empty() || settings.path == "-") {
        return std::make_unique<ToStandardOutput>(settings.pretty);
    }
    std::error_code none;
    const bool exists = fs::exists(settings.path, none);
    if (is_directory(settings.path) || (many && !settings.join && !exists)) {
        return std::make_unique<ToDirectory>(settings);
    }
    if (many && !settings.join) {
        return diag::fail(Message::usage_many_to_file, {}, {settings.path});
    }
    return std::make_unique<ToFile>(settings);
}

}  // namespace renkei::cli

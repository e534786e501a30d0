#include "gateway/packages/image.h"

#include "gateway/packages/image_layout.h"

#include <algorithm>
#include <cstring>

namespace renkei::packages {

using diag::Message;

diag::Result<Image> Image::open(const std::filesystem::path& path) {
    Image out;
    TRY(out.file_, base::MappedFile::open(path));
    auto looked = out.look_into(out.file_->bytes());
    if (!looked) {
        looked.error().where.file = path.string();
        return tl::make_unexpected(std::move(looked).error());
    }
    return out;
}

diag::Result<Image> Image::from_bytes(std::string bytes) {
    Image out;
    out.bytes_ = std::make_unique<std::string>(std::move(bytes));
    TRY_VOID(out.look_into(*out.bytes_));
    return out;
}

diag::Result<void> Image::look_into(std::string_view bytes) {
    ImageHead head{};
    if (bytes.size() < sizeof(head)) {
        return diag::fail(Message::package_image_damaged, {});
    }
    std::memcpy(&head, bytes.data(), sizeof(head));
    const std::size_t rest = bytes.size() - sizeof(head);
    if (head.blob_size > rest || head.texts_size != rest - head.blob_size) {
        return diag::fail(Message::package_image_damaged, {});
    }
    TRY(blob_, base::Blob::open(bytes.substr(sizeof(head), head.blob_size), image_kind, layout_version));
    texts_ = bytes.substr(sizeof(head) + head.blob_size);
    const auto packages = blob_.section<PackageRow>(static_cast<std::uint32_t>(Section::package));
    dependencies_ = blob_.section<DependencyRow>(static_cast<std::uint32_t>(Section::dependencies));
    resources_ = blob_.section<ResourceRow>(static_cast<std::uint32_t>(Section::resources));
    if (packages.size() != 1) {
        return diag::fail(Message::package_image_damaged, {});
    }
    package_ = packages.data();
    return {};
}

std::span<const ResourceRow> Image::with_url(std::string_view url) const {
    const auto found = std::ranges::equal_range(
        resources_, url, {}, [this](const ResourceRow& row) { return blob_.text(row.url); });
    return {found.begin(), found.end()};
}

std::optional<std::string_view> Image::json(const ResourceRow& row) const {
    if (row.text > texts_.size() || row.size > texts_.size() - row.text) {
        return std::nullopt;
    }
    const std::string_view out = texts_.substr(row.text, row.size);
    return check_of(out) == row.check ? std::optional(out) : std::nullopt;
}

} // namespace renkei::packages
